using StreamReco.Models.Bots;
using StreamReco.Stages.State;
using StreamReco.StreamHost.Demo;

namespace StreamReco.StreamHost.Tests.Demo;

public sealed class PlantReportTests
{
    private const string Crawler = PlantedRecords.Crawler;

    private readonly PlantPlaces _places = new();

    [Fact]
    public void Where_nothing_was_planted_nothing_is_found_whatever_the_node_says()
    {
        var findings = PlantReport.Of(_places, Seen(), Crawler, PlantedRecords.AnonymousId);

        findings.Select(finding => finding.Kind).ShouldBe(["fault", "program", "link"]);
        findings.ShouldAllBe(finding => !finding.IsFound && finding.AfterRecords == null);
        findings.ShouldAllBe(finding => finding.Planted == "nothing" && finding.Found.StartsWith("not found: nothing was played of it"));
    }

    [Fact]
    public void What_the_node_does_not_name_is_not_found()
    {
        PlantAll();

        var findings = PlantReport.Of(_places, new PlantSightings(), Crawler, PlantedRecords.AnonymousId);

        findings.ShouldAllBe(finding => !finding.IsFound);
        findings.Select(finding => finding.Found).ShouldBe(
            ["not found: no rule has failed", "not found: it is not held", "not found: the two ids are not linked"]);
        PlantReport.Of(_places, new PlantSightings { Problem = "the control plane was away" }, Crawler, PlantedRecords.AnonymousId)
            .ShouldAllBe(finding => finding.Found == "not found: the control plane was away");
    }

    [Fact]
    public void A_finding_says_after_how_many_planted_records_it_came()
    {
        PlantAll();

        var findings = PlantReport.Of(_places, Seen(), Crawler, PlantedRecords.AnonymousId);

        findings.ShouldAllBe(finding => finding.IsFound);
        findings.Select(finding => finding.AfterRecords).ShouldBe([2, 3, 1]);
        findings[0].Found.ShouldBe("rule price-sane failed in 2 partitions, first after 2 of these clicks in one; cleared in 1");
        findings[1].Found.ShouldBe("held after 3 clicks for rate, crawl; 17 clicks in the quarantine");
        findings[2].Found.ShouldBe("linked with the click that signs in; 5 earlier clicks moved, 2 later ones carried to the user");
    }

    [Fact]
    public void Who_was_not_planted_and_is_taken_for_such_is_named()
    {
        PlantAll();
        var seen = Seen() with
        {
            Alerts = [.. Seen().Alerts, new AlertSeen("web", 0, "fail", 100)],
            Bots = [.. Seen().Bots, (0, new ListedBot("u000007", new BotMark(5, 0, 1, 1)))],
        };

        var findings = PlantReport.Of(_places, seen, Crawler, PlantedRecords.AnonymousId);

        findings[0].Found.ShouldEndWith("; taken for such besides: web");
        findings[1].Found.ShouldEndWith("; taken for such besides: u000007");
    }

    private static PlantSightings Seen() => new()
    {
        Alerts =
        [
            new AlertSeen(PlantedRecords.FaultySource, 0, "fail", 30),
            new AlertSeen(PlantedRecords.FaultySource, 1, "fail", 25),
            new AlertSeen(PlantedRecords.FaultySource, 0, "ok", 90),
        ],
        Bots = [(2, new ListedBot(Crawler, new BotMark(12, 0, 1.3f, (1 << (int)BotSignal.Rate) | (1 << (int)BotSignal.Crawl))))],
        Quarantined = 17,
        LinkedIds = [PlantedRecords.AnonymousId],
        Moved = 5,
        Forwarded = 2,
    };

    private void PlantAll()
    {
        foreach (var offset in new[] { 10, 20, 28, 60 })
        {
            _places.Add(Plant.WrongPrice, 0, offset);
            _places.Add(Plant.WrongPrice, 1, offset);
        }

        foreach (var offset in new[] { 10, 11, 12, 13 })
        {
            _places.Add(Plant.Crawl, 2, offset);
        }

        _places.Add(Plant.Anonymous, 1, 5);
        _places.Add(Plant.SignIn, 3, 5);
        _places.Add(Plant.Return, 1, 50);
    }
}
