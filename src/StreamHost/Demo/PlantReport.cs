using StreamReco.Models.Bots;
using StreamReco.StreamHost.Node;

namespace StreamReco.StreamHost.Demo;

/// <summary>Compares what was planted with what the node says.</summary>
internal static class PlantReport
{
    /// <summary>The fault, the program and the link, each with what was found of it.</summary>
    /// <param name="places">Where planted records stand.</param>
    /// <param name="seen">What the node says.</param>
    /// <param name="crawler">The crawler, as the state knows it.</param>
    /// <param name="anonymousId">The visitor before signing in, likewise.</param>
    public static IReadOnlyList<PlantedFinding> Of(PlantPlaces places, PlantSightings seen, string crawler, string anonymousId) =>
        [Fault(places, seen), Program(places, seen, crawler), Link(places, seen, anonymousId)];

    private static PlantedFinding Fault(PlantPlaces places, PlantSightings seen)
    {
        var wrong = places.Count(Plant.WrongPrice);
        var planted = $"source {PlantedRecords.FaultySource} sends prices in cents, {wrong:N0} clicks";
        var raised = seen.Alerts.Where(alert => alert.Level == "fail" && alert.Source == PlantedRecords.FaultySource
            && places.Count(Plant.WrongPrice, alert.Partition, alert.Offset) > 0).ToList(); // others were not led to by what was planted
        var others = seen.Alerts.Where(alert => alert.Level != "ok" && alert.Source != PlantedRecords.FaultySource)
            .Select(alert => alert.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        if (wrong == 0 || raised.Count == 0)
        {
            return NotFound("fault", planted, wrong, seen.Problem ?? "no rule has failed", others);
        }

        var first = raised.Select(alert => places.Count(Plant.WrongPrice, alert.Partition, alert.Offset)).Min();
        var partitions = raised.Select(alert => alert.Partition).Distinct().ToList();
        var cleared = partitions.Count(partition => seen.Alerts.Last(alert =>
            alert.Partition == partition && alert.Source == PlantedRecords.FaultySource).Level == "ok");
        return new PlantedFinding(
            "fault", planted, IsFound: true, first,
            $"rule {PlantPolicies.RuleName} failed in {Partitions(partitions.Count)}, first after {first:N0} of these clicks in one; "
            + $"cleared in {cleared}{Besides(others)}");
    }

    private static PlantedFinding Program(PlantPlaces places, PlantSightings seen, string crawler)
    {
        var pages = places.Count(Plant.Crawl);
        var planted = $"{PlantedRecords.Crawler} fetches {pages:N0} pages in their order, one a second";
        var others = seen.Bots.Where(one => one.Bot.User != crawler).Select(one => one.Bot.User).Order(StringComparer.Ordinal);
        if (pages == 0 || seen.Bots.FirstOrDefault(one => one.Bot.User == crawler) is not { Bot: { } bot } found)
        {
            return NotFound("program", planted, pages, seen.Problem ?? "it is not held", others);
        }

        var after = places.Count(Plant.Crawl, found.Partition, bot.Mark.Offset);
        return new PlantedFinding(
            "program", planted, IsFound: true, after,
            $"held after {after:N0} clicks for {string.Join(", ", BotSignals.NamesOf(bot.Mark.Reasons))}; "
            + $"{seen.Quarantined:N0} clicks in the quarantine{Besides(others)}");
    }

    private static PlantedFinding Link(PlantPlaces places, PlantSightings seen, string anonymousId)
    {
        var (before, signIns, after) = (places.Count(Plant.Anonymous), places.Count(Plant.SignIn), places.Count(Plant.Return));
        var planted =
            $"{PlantedRecords.AnonymousId} signs in as {PlantedRecords.UserId}, {before:N0} clicks before and {after:N0} afterwards under the old id";
        var others = seen.LinkedIds.Where(id => id != anonymousId).Order(StringComparer.Ordinal);
        return signIns > 0 && seen.LinkedIds.Contains(anonymousId, StringComparer.Ordinal)
            ? new PlantedFinding(
                "link", planted, IsFound: true, signIns,
                $"linked with the click that signs in; {seen.Moved:N0} earlier clicks moved, {seen.Forwarded:N0} later ones carried to the user{Besides(others)}")
            : NotFound("link", planted, before + signIns + after, seen.Problem ?? "the two ids are not linked", others);
    }

    private static PlantedFinding NotFound(string kind, string planted, int records, string why, IEnumerable<string> others) => new(
        kind, records == 0 ? "nothing" : planted, IsFound: false, null,
        records == 0 ? $"not found: nothing was played of it{Besides(others)}" : $"not found: {why}{Besides(others)}");

    private static string Partitions(int count) => count == 1 ? "1 partition" : $"{count} partitions";

    private static string Besides(IEnumerable<string> others) =>
        string.Join(", ", others) is { Length: > 0 } named ? $"; taken for such besides: {named}" : "";
}
