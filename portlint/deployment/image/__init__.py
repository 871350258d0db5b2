"""Images: what a Dockerfile of the repository, or a well-known name, says of what runs in one."""

from portlint.deployment.image.dockerfiles import Dockerfiles
from portlint.deployment.image.linking import Links, called, links
from portlint.deployment.image.model import Image
from portlint.deployment.image.running import running
from portlint.deployment.image.shipped import Shipped, shipped

__all__ = ["Dockerfiles", "Image", "Links", "Shipped", "called", "links", "running", "shipped"]
