"""count_tests.py REPORT.XML...: counts the tests in JUnit reports of lit and ctest; exits with 1 if one failed or a report is missing."""
import sys
import xml.etree.ElementTree as xml


def failed(case):
    skipped = case.find("skipped")
    missing = skipped is not None and "Unable to find" in (skipped.get("message") or "")
    return missing or case.get("status") == "fail" or case.find("failure") is not None or case.find("error") is not None


def main(reports):
    passes = failures = 0
    for report in reports:
        try:
            cases = list(xml.parse(report).getroot().iter("testcase"))
        except (OSError, xml.ParseError) as problem:
            print("no usable report in %s: %s" % (report, problem))
            failures += 1
            continue
        if not cases:
            print("no tests in %s" % report)
            failures += 1
        for case in cases:
            if failed(case):
                failures += 1
            elif case.find("skipped") is None:
                passes += 1
    print("%d passed, %d failed" % (passes, failures))
    return failures != 0


sys.exit(main(sys.argv[1:]))
