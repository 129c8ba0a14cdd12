"""URLs of images, videos and webhooks stand in the right field and can be reached by the service."""

import pytest

from kling3_openapi.endpoints import Family, Tier
from kling3_openapi.findings import Severity
from kling3_openapi.rules import media
from kling3_openapi.rules.orders import OrderRules

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

IMAGE = "https://cdn.example.com/a.png"
BASES = {
    K3: {"prompt": "A fox in the snow"},
    OMNI: {"prompt": "A fox in the snow"},
    REFERENCE: {"prompt": "Run as in @Video1", "video_url": "https://cdn.example.com/run.mp4"},
}


def told(family: Family, sent: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets; none gets two."""
    found = ORDERS.findings(family, Tier.STD, BASES[family] | sent)
    places = {finding.field: (finding.code, finding.message) for finding in found}
    assert len(places) == len(found)
    return places


UPLOAD = "upload the file and send its URL"
SEND = "send an http:// or https:// URL"
BOTH = "both name the first frame"

MISTAKES = (
    (
        "K004",
        OMNI,
        {"start_image_url": IMAGE},
        "start_image_url",
        "start_image_url is meant for use with end_image_url: send image_url",
    ),
    (
        "K004",
        OMNI,
        {"image_url": IMAGE, "end_image_url": IMAGE},
        "image_url",
        "image_url is meant for a first frame alone: send start_image_url with end_image_url",
    ),
    (
        "K004",
        OMNI,
        {"image_url": IMAGE, "start_image_url": IMAGE},
        "start_image_url",
        f"image_url and start_image_url {BOTH}: leave start_image_url out",
    ),
    (
        "K004",
        OMNI,
        {"image_url": IMAGE, "start_image_url": IMAGE, "end_image_url": IMAGE},
        "image_url",
        f"image_url and start_image_url {BOTH}: leave image_url out",
    ),
    (
        "K033",
        K3,
        {"start_image_url": "data:image/png;base64,iVBORw0KGgo="},
        "start_image_url",
        f"start_image_url must be an http(s) URL, got a data: URI: {UPLOAD}",
    ),
    (
        "K033",
        K3,
        {"start_image_url": "/9j/4AAQSkZJRg=="},
        "start_image_url",
        f"start_image_url must be an http(s) URL, got bare base64: {UPLOAD}",
    ),
    (
        "K033",
        K3,
        {"end_image_url": "s3://bucket/a.png"},
        "end_image_url",
        f"end_image_url must be an http(s) URL, got 's3://bucket/a.png': {UPLOAD}",
    ),
    (
        "K033",
        OMNI,
        {"image_url": ""},
        "image_url",
        "image_url must be an http(s) URL, got an empty string: leave the field out or send a URL",
    ),
    (
        "K033",
        OMNI,
        {"image_urls": [IMAGE, "a.png"]},
        "image_urls.1",
        f"image_urls.1 must be an http(s) URL, got 'a.png': {UPLOAD}",
    ),
    (
        "K033",
        OMNI,
        {"elements": [{"reference_image_urls": ["AAAA" * 40]}]},
        "elements.0.reference_image_urls.0",
        f"elements.0.reference_image_urls.0 must be an http(s) URL, got bare base64: {UPLOAD}",
    ),
    (
        "K033",
        OMNI,
        {"elements": [{"frontal_image_url": "http://[::1/a.png"}]},
        "elements.0.frontal_image_url",
        f"elements.0.frontal_image_url must be an http(s) URL, got 'http://[::1/a.png': {UPLOAD}",
    ),
    (
        "K033",
        REFERENCE,
        {"video_url": "run.mp4"},
        "video_url",
        f"video_url must be an http(s) URL, got 'run.mp4': {UPLOAD}",
    ),
    (
        "K034",
        K3,
        {"webhook_url": "http://localhost:8000/hook"},
        "webhook_url",
        "webhook_url is on localhost, which the service can't reach: use a public URL in production",
    ),
    (
        "K034",
        REFERENCE,
        {"video_url": "http://192.168.0.7/run.mp4"},
        "video_url",
        "video_url is on 192.168.0.7, which the service can't reach: use a public URL in production",
    ),
    (
        "K039",
        OMNI,
        {"elements": [{}, {}], "image_urls": [IMAGE] * 3},
        "image_urls",
        "elements and image_urls may be 4 in all, got 5: leave out 1",
    ),
    (
        "K039",
        OMNI,
        {"elements": [{}] * 6},
        "elements",
        "elements and image_urls may be 4 in all, got 6: leave out 2",
    ),
    (
        "K050",
        K3,
        {"elements": [{"frontal_image_url": IMAGE}]},
        "elements",
        "elements give the best results beside a first frame: send start_image_url too",
    ),
    (
        "K051",
        OMNI,
        {"image_url": "https://cdn.example.com/a.WebP?size=2#x"},
        "image_url",
        "image_url ends in .webp and an image must be JPG or PNG: convert the file",
    ),
    (
        "K052",
        REFERENCE,
        {"video_url": "https://cdn.example.com/run.webm"},
        "video_url",
        "video_url ends in .webm and a reference video must be MP4 or MOV: convert the file",
    ),
    (
        "K053",
        K3,
        {"webhook_url": "localhost:8000/hook"},
        "webhook_url",
        f"webhook_url has no effect, no call can be made to 'localhost:8000/hook': {SEND}",
    ),
)


@pytest.mark.parametrize(("code", "family", "sent", "name", "expected"), MISTAKES)
def test_a_mistake_in_a_url_is_named_with_its_mend(code, family, sent, name, expected):
    assert told(family, sent) == {f"body.{name}": (code, expected)}


NO_MISTAKE = (
    (OMNI, {"image_url": IMAGE}),
    (OMNI, {"start_image_url": IMAGE, "end_image_url": IMAGE}),
    (OMNI, {"end_image_url": IMAGE}),
    (OMNI, {"elements": [{"reference_image_urls": [IMAGE] * 5}] * 2, "image_urls": [IMAGE] * 2}),
    (K3, {"start_image_url": IMAGE, "elements": [{"frontal_image_url": IMAGE}] * 7}),
    (K3, {"start_image_url": "HTTPS://CDN.EXAMPLE.COM/A.JPEG"}),
    (K3, {"start_image_url": "https://user:secret@cdn.example.com:99999/a.jpg"}),
    (K3, {"start_image_url": "https://cdn.example.com/v1.2/image?name=a.gif"}),
    (K3, {"start_image_url": "https://cdn.example.com"}),
    (K3, {"start_image_url": "https://8.8.8.8/a.jpg", "end_image_url": "http://[2606:4700::1111]/a.jpg"}),
    (K3, {"webhook_url": "https://hooks.example.com/kling?key=a.gif"}),
    (REFERENCE, {"video_url": "https://cdn.example.com/run.MOV", "image_url": IMAGE}),
)


@pytest.mark.parametrize(("family", "sent"), NO_MISTAKE)
def test_a_url_that_the_service_can_reach_is_not_told_of(family, sent):
    assert told(family, sent) == {}


HOSTS = (
    ("localhost", True),
    ("LocalHost.", True),
    ("fox.localhost", True),
    ("127.0.0.1:8000", True),
    ("127.1", True),
    ("10.1.2.3", True),
    ("169.254.169.254", True),
    ("0.0.0.1", True),
    ("[::1]:8000", True),
    ("[fe80::1%25eth0]", True),
    ("[::ffff:192.168.0.1]", True),
    ("me:secret@10.0.0.1", True),
    ("minio", True),
    ("mac.local", True),
    ("host.docker.internal", True),
    ("..", True),
    ("example.com", False),
    ("cdn.localhost.example.com", False),
    ("xn--e1afmkfd.xn--p1ai", False),
    ("füchse.example", False),
    ("example.com.:8443", False),
    ("1.1.1.1", False),
)


@pytest.mark.parametrize(("host", "expected"), HOSTS)
def test_a_host_that_only_this_machine_knows_gets_advice(host, expected):
    codes = {code for code, _ in told(K3, {"start_image_url": f"http://{host}/a.png"}).values()}
    assert codes == ({"K034"} if expected else set())


ODD = (
    "http://",
    "https:///a.png",
    "http://[",
    "http://[::1",
    "http://@",
    "http://a]b/",
    "http://a:port/",
)


@pytest.mark.parametrize("url", ODD)
def test_a_url_without_a_readable_host_is_refused(url):
    assert told(K3, {"start_image_url": url})["body.start_image_url"][0] == "K033"


def test_a_webhook_that_is_no_uri_is_refused_rather_than_ignored():
    assert told(K3, {"webhook_url": "hooks.example.com"})["body.webhook_url"][0] == "K064"


def test_a_megabyte_of_base64_is_not_repeated():
    ((_, message),) = told(K3, {"start_image_url": "A!" * 500_000}).values()
    assert len(message) < 200


def test_severities_are_as_the_service_takes_them():
    assert {rule.entry.code: rule.entry.severity for rule in media.RULES} == {
        **dict.fromkeys(("K033", "K039"), Severity.ERROR),
        **dict.fromkeys(("K004", "K034", "K050", "K051", "K052"), Severity.ADVICE),
        "K053": Severity.IGNORED,
    }
