import express from "express";

const MTPROTO = process.env.MTPROTO_URL ?? "http://localhost:4007";
const DASHBOARD = "http://localhost:9080";
const port = Number(process.env.PORT ?? 4012);

const app = express();
app.get("/health", (_request, response) => response.json({ mtproto: MTPROTO, dashboard: DASHBOARD }));
app.listen(port);
