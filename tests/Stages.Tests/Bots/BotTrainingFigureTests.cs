using System.Globalization;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Retrieval;
using StreamReco.Models.Retrieval.Registry;
using StreamReco.Models.Retrieval.Tables;
using StreamReco.TestKit;
using StreamReco.TestKit.Events;
using Xunit.Abstractions;

namespace StreamReco.Stages.Tests.Bots;

/// <summary>
/// What programs in the training data cost, and what the quarantine regains of it: sessions of a public set, with programs of six kinds
/// planted that make a fifth of the clicks. The figures stand in docs/BOTS.md.
/// </summary>
public sealed class BotTrainingFigureTests(ITestOutputHelper output)
{
    private const int Top = 20;

    private static readonly string[] _sources = ["popular", "knn", "transitions", "rules"];
    private static readonly ParallelOptions _parallel = new();

    [Trait("Length", "long")]
    [SharedDataFact("bol-sessions")]
    public void A_model_trained_with_the_quarantine_regains_what_programs_cost()
    {
        var sets = new[] { "test.txt", "valid.txt" }.Select(file => EvaluationFiles.Load(
            EvaluationProtocol.Sessions, SharedFolder.Data("bol-sessions", "train.txt"), SharedFolder.Data("bol-sessions", file), default)).ToList();
        var people = sets[0].Train.Clicks;
        var traffic = new PlantedTraffic(seed: 1, [.. people.Select(PlantedOf)], ItemsOf(people), times: 2);
        var held = PlantedFold.Held(traffic.Clicks);
        var all = traffic.Clicks.Select((click, i) => (Click: HistoricOf(click), click.Kind, IsHeld: held[i])).ToList();

        var clean = Judge(sets, [.. all.Where(one => one.Kind == PlantedKind.Human).Select(one => one.Click)]);
        var polluted = Judge(sets, [.. all.Select(one => one.Click)]);
        var filtered = Judge(sets, [.. all.Where(one => !one.IsHeld).Select(one => one.Click)]);

        var (planted, caught) = (all.Count(one => one.Kind != PlantedKind.Human), all.Count(one => one.IsHeld));
        output.WriteLine($"{planted} of {all.Count} clicks are planted, {caught} are held, {all.Count(one => one.IsHeld && one.Kind == PlantedKind.Human)} of them of people");
        foreach (var source in _sources)
        {
            output.WriteLine(
                $"{source}: HR@{Top} {clean[source]:F4} clean, {polluted[source]:F4} polluted, {filtered[source]:F4} with the quarantine: "
                + $"{(filtered[source] - polluted[source]) / (clean[source] - polluted[source]):P1} regained");
        }

        var (cost, left) = (_sources.Sum(source => clean[source] - polluted[source]), _sources.Sum(source => clean[source] - filtered[source]));
        cost.ShouldBeGreaterThan(0);
        (1 - (left / cost)).ShouldBeGreaterThanOrEqualTo(0.75); // The aim is 0.9; docs/BOTS.md says what is missed.
    }

    private static PlantedClick PlantedOf(HistoricClick click, int number) => new(
        click.TimeMs, click.UserId, PlantedKind.Human, EventBytes.View(click.UserId, click.ItemId, click.TimeMs, $"c{number}"))
    {
        ItemId = click.ItemId,
    };

    private static HistoricClick HistoricOf(PlantedClick click) =>
        new(click.User, click.User, click.ItemId, click.AtMs, EventType.ViewItem);

    private static string[] ItemsOf(IReadOnlyList<HistoricClick> clicks) =>
        [.. clicks.Select(click => click.ItemId).Distinct(StringComparer.Ordinal).OrderBy(id => int.Parse(id, CultureInfo.InvariantCulture))];

    private static Dictionary<string, double> Judge(IReadOnlyList<EvaluationSet> sets, IReadOnlyList<HistoricClick> clicks)
    {
        var train = new ClickDataset(clicks, [], new Dictionary<string, long>(StringComparer.Ordinal), null);
        string[] ids =
        [
            .. clicks.GroupBy(click => click.ItemId, StringComparer.Ordinal).OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key),
        ];
        var settings = SourceSettings.TimedSessions;
        var log = SessionLog.Of(train, ids, settings.Unit);
        return _sources.ToDictionary(source => source, source =>
        {
            var metrics = new RankingMetrics();
            foreach (var set in sets)
            {
                var queries = QuerySet.Of(set.Examples, set.ExcludeHistory, ids);
                foreach (var rank in SourceJudge.Ranks(CandidateSources.Fit(source, log, settings, _parallel), queries, ids.Length, _parallel, _ => { }))
                {
                    metrics.AddRank(rank);
                }
            }

            return metrics.HitRate(Top);
        });
    }
}
