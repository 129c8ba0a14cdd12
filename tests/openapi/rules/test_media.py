"""URLs of images, videos and webhooks stand in the right field and can be reached by the service."""

import pytest

from kling3_openapi.endpoints import MOTION_CONTROL, UHD, Family
from kling3_openapi.findings import Severity
from kling3_openapi.rules import media
from kling3_openapi.rules.orders import OrderRules
from tests.openapi.rules.least import LEAST, tier_of

ORDERS = OrderRules()
K3, OMNI, REFERENCE = Family.KLING3, Family.OMNI, Family.REFERENCE

IMAGE = "https://cdn.example.com/a.png"


def told(family: Family, sent: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Each place with the code and the message that it gets; none gets two."""
    found = ORDERS.findings(family, tier_of(family), {**LEAST[family], **sent})
    places = {finding.field: (finding.code, finding.message) for finding in found}
    assert len(places) == len(found)
    return places


UPLOAD = "upload the file and send its URL"
SEND = "send an http:// or https:// URL"
BOTH = "both name the first frame"

LATER_MEDIA = {
    **dict.fromkeys(MOTION_CONTROL, ("image_url", "video_url")),
    Family.TURBO_IMAGE: ("image",),
    Family.UHD_IMAGE: ("image", "image_tail", "static_mask"),
}
"""The fields of later families that name a picture or a video."""

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
    *(
        (
            "K053",
            family,
            {"webhook_url": "localhost:8000/hook"},
            "webhook_url",
            f"webhook_url has no effect, no call can be made to 'localhost:8000/hook': {SEND}",
        )
        for family in Family
    ),
    *(
        ("K033", family, {name: sent}, name, f"{name} must be an http(s) URL, got {got}: {UPLOAD}")
        for family in MOTION_CONTROL
        for name in ("image_url", "video_url")
        for sent, got in (
            ("data:video/mp4;base64,iVBORw0KGgo=", "a data: URI"),
            ("iVBORw0KGgo=", "bare base64"),
            ("s3://bucket/fox", "'s3://bucket/fox'"),
        )
    ),
    *(
        (
            "K034",
            family,
            {name: "http://localhost:9000/fox"},
            name,
            f"{name} is on localhost, which the service can't reach: use a public URL in production",
        )
        for family, names in LATER_MEDIA.items()
        for name in (*names, "webhook_url")
    ),
    *(
        (
            "K051",
            family,
            {"image_url": "https://cdn.example.com/a.gif"},
            "image_url",
            "image_url ends in .gif and an image must be JPG, PNG or WebP: convert the file",
        )
        for family in MOTION_CONTROL
    ),
    *(
        (
            "K051",
            family,
            {"image_url": "https://cdn.example.com/a.webm"},
            "image_url",
            "image_url ends in .webm and an image must be JPG, PNG or WebP: convert the file",
        )
        for family in MOTION_CONTROL
    ),
    *(
        (
            "K052",
            family,
            {"video_url": "https://cdn.example.com/a.avi"},
            "video_url",
            "video_url ends in .avi and a reference video must be MP4, MOV, WebM or M4V: convert the file",
        )
        for family in MOTION_CONTROL
    ),
    *(
        (
            "K052",
            family,
            {"video_url": "https://cdn.example.com/a.webp"},
            "video_url",
            "video_url ends in .webp and a reference video must be MP4, MOV, WebM or M4V: convert the file",
        )
        for family in MOTION_CONTROL
    ),
    *(
        (
            "K051",
            family,
            {name: "https://cdn.example.com/a.webp"},
            name,
            f"{name} ends in .webp and an image must be JPG or PNG: convert the file",
        )
        for family, names in LATER_MEDIA.items()
        if family not in MOTION_CONTROL
        for name in names
    ),
    (
        "K034",
        Family.UHD_IMAGE,
        {"dynamic_masks": [{}, {"mask": "http://10.0.0.1/fox"}]},
        "dynamic_masks.1.mask",
        "dynamic_masks.1.mask is on 10.0.0.1, which the service can't reach: use a public URL in production",
    ),
    (
        "K051",
        Family.UHD_IMAGE,
        {"dynamic_masks": [{"mask": "https://cdn.example.com/a.gif"}]},
        "dynamic_masks.0.mask",
        "dynamic_masks.0.mask ends in .gif and an image must be JPG or PNG: convert the file",
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
    *((family, {"image_url": f"https://cdn.example.com/a.{each}"})
      for family in MOTION_CONTROL for each in ("jpg", "JPEG", "png", "webp", "WebP")),
    *((family, {"video_url": f"https://cdn.example.com/a.{each}"})
      for family in MOTION_CONTROL for each in ("mp4", "MOV", "webm", "m4v", "M4V")),
    *((family, {name: sent})
      for family, names in LATER_MEDIA.items() if family not in MOTION_CONTROL
      for name in names
      for sent in (IMAGE, "iVBORw0KGgo=", "/9j/4AAQSkZJRg==", "data:image/png;base64,iVBORw0KGgo=")),
    (Family.UHD_IMAGE, {"dynamic_masks": [{"mask": "iVBORw0KGgo=", "trajectories": [{"x": 1, "y": 2}]}]}),
    (Family.UHD_IMAGE, {"dynamic_masks": [{"mask": IMAGE}]}),
)  # fmt: skip


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


@pytest.mark.parametrize("family", [Family.TURBO_TEXT, Family.UHD_TEXT])
def test_a_picture_where_the_family_takes_none_is_not_told_of_as_a_url(family):
    """That it has no effect is all that matters."""
    codes = {code for code, _ in told(family, {"image": "iVBORw0KGgo=", "image_url": "a.gif"}).values()}
    assert codes == {"K037", "K094"}


@pytest.mark.parametrize("family", [Family.TURBO_IMAGE, *UHD[1:]])
def test_a_megabyte_of_base64_is_taken_as_an_image(family):
    assert told(family, {"image": "A" * 1_000_000}) == {}


def test_a_megabyte_of_base64_is_not_repeated():
    ((_, message),) = told(K3, {"start_image_url": "A!" * 500_000}).values()
    assert len(message) < 200


def test_severities_are_as_the_service_takes_them():
    assert {rule.entry.code: rule.entry.severity for rule in media.RULES} == {
        **dict.fromkeys(("K033", "K039"), Severity.ERROR),
        **dict.fromkeys(("K004", "K034", "K050", "K051", "K052"), Severity.ADVICE),
        "K053": Severity.IGNORED,
    }
