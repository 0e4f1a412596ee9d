using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Interleaving;
using StreamReco.Models.Items;
using StreamReco.Models.Segments;
using StreamReco.Stages.Catalog;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>A partition's log and the fate of its owners; every bound is so low that a few records cross it.</summary>
/// <param name="Clicks">The records.</param>
/// <param name="Steps">Micro-batches and incidents; what they leave of the log is taken at the end.</param>
/// <param name="IntervalMs">The throttle's interval.</param>
public sealed record Scenario(Click[] Clicks, Step[] Steps, int IntervalMs)
{
    /// <summary>When the first record is received: 2026-01-15T12:00:00Z in Unix milliseconds.</summary>
    public const long StartMs = 1_768_478_400_000;

    private static readonly ModelArtifact _model = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    /// <summary>Another space of other dimensions with sources too, some of whose items the first does not know; one without sources.</summary>
    private static readonly ModelArtifact[] _others = [SmallTwoStageModel.Of(SmallModel.Create(items: 15, dimensions: 6, seed: 2), seed: 2), SmallModel.Create(items: 9, seed: 3)];

    private static readonly string[] _versions = [_model.Manifest.Version, _others[0].Manifest.Version, _others[1].Manifest.Version, "gone"];

    /// <summary>The versions of the model of the settings, of another with sources, and of one without.</summary>
    internal static IReadOnlyList<string> Versions => _versions;

    /// <summary>Rules that reject items, that hold them back, that flag them and windows of moments, none, and some that cannot be read.</summary>
    private static readonly string[] _rules =
    [
        """{"rules":[{"name":"items","check":"pattern","field":"items.item_id","pattern":"i[0-7]","action":"reject","warn":0.9},{"name":"again","check":"unique"}],"window":"2s","minCount":2,"raiseAfter":1,"clearAfter":1}""",
        """{"rules":[{"name":"items","check":"oneOf","field":"items.item_id","values":["i1","i3"],"action":"flag","warn":0.5},{"name":"readable","check":"valid"},{"name":"users","check":"cardinality","field":"user_id","min":2},{"name":"silence","check":"silent"},{"name":"late","check":"timely","maxMs":1000}],"window":"5s","minCount":3,"raiseAfter":1,"clearAfter":2}""",
        """{"rules":[]}""",
        """{"rules":[{"name":"odd"}]}""",
        """{"rules":[{"name":"items","check":"pattern","field":"items.item_id","pattern":"i[0-5]","action":"quarantine"}],"window":"3s","minCount":2}""",
    ];

    /// <summary>Segments in the order of their numbers.</summary>
    private static readonly string[] _segments =
    [
        Segments(1, _model.Items.Fingerprint), Segments(2, _model.Items.Fingerprint), Segments(3, 1), "{", Segments(4, _model.Items.Fingerprint),
    ];

    public static Arbitrary<Scenario> Any()
    {
        var click =
            from kind in Gen.Frequency(
                (5, Gen.Elements(ClickKind.View, ClickKind.ViewAgain, ClickKind.Cart)), (1, Gen.Elements(ClickKind.Experiment, ClickKind.Segments, ClickKind.Shown, ClickKind.Named)), (3, Gen.Elements(Enum.GetValues<ClickKind>())))
            from user in Gen.Choose(0, 5)
            from item in Gen.Choose(0, 14)
            from gapMs in Gen.Frequency((6, Gen.Choose(0, 900)), (1, Gen.Choose(900, 9_000)))
            select new Click(kind, user, item, gapMs);
        var step =
            from records in Gen.Choose(1, 12)
            from incident in Gen.Frequency((2, Gen.Constant(Incident.None)), (3, Gen.Elements(Enum.GetValues<Incident>())))
            select new Step(records, incident);
        var any =
            from clicks in Gen.Choose(1, 120).SelectMany(count => click.ArrayOf(count))
            from steps in Gen.Choose(0, 16).SelectMany(count => step.ArrayOf(count))
            from intervalMs in Gen.Elements(0, 1_000, 4_000)
            select new Scenario(clicks, steps, intervalMs);
        return Arb.From(any, Shrink);
    }

    /// <summary>The options: a user table of <paramref name="residents"/>, everything else tiny.</summary>
    public PipelineOptions Options(int residents = 50_000) => new()
    {
        Limits = { ResidentUsersMax = residents, UnpackedUsersMax = 2 },
        Window = { OutOfOrdernessMs = 2_000, AllowedLatenessMs = 60_000, TrendingWindowMs = 5_000, TrendingItemsMax = 4, TrendingTop = 3, CountriesMax = 1 },
        UserState = { RecentItemsMax = 5, DedupeEventsMax = 4, SessionGapMs = 10_000 },
        Trigger = { EmitIntervalMs = IntervalMs },
        Score = { LiveSessionsMax = 4, LiveClicksMax = 9 },
        Rerank = { Items = 4 },
    };

    public ShardSetup Setup(int residents = 50_000)
    {
        var catalog = new CatalogTable();
        for (var i = 0; i < 10; i++)
        {
            catalog.Put(new CatalogItem($"i{i}", $"Item {i}", $"c{i % 3}", null, 1, Available: i != 3));
        }

        return new ShardSetup(_model) { Others = _others, Options = Options(residents), Catalog = catalog };
    }

    /// <summary>Whether it brings rules that hold clicks back.</summary>
    internal static bool HoldsBack(Click click) =>
        click.Kind == ClickKind.QualityRules && RulesOf(click).Contains("quarantine", StringComparison.Ordinal);

    private static string RulesOf(Click click) => _rules[click.Item % _rules.Length];

    /// <summary>The log; offsets have gaps as transaction markers leave them.</summary>
    public PartitionLog Log()
    {
        var log = new PartitionLog();
        var nowMs = StartMs;
        for (var i = 0; i < Clicks.Length; i++)
        {
            nowMs += Clicks[i].GapMs;
            if (Clicks[i].Kind == ClickKind.Tick)
            {
                log.AddTick(nowMs).Skip(1);
            }
            else if (Clicks[i].Kind == ClickKind.Erasure)
            {
                log.AddErasure($"u{Clicks[i].User}", nowMs);
            }
            else if (Clicks[i].Kind == ClickKind.Experiment)
            {
                var (id, definition) = ExperimentSamples.Of(Clicks[i].Item);
                log.AddExperiment(id, definition, nowMs);
            }
            else if (Clicks[i].Kind == ClickKind.ModelChange)
            {
                log.AddModelChange(_versions[Clicks[i].Item % _versions.Length], nowMs);
            }
            else if (Clicks[i].Kind == ClickKind.Segments)
            {
                log.AddSegments(_segments[Clicks[i].Item % _segments.Length], nowMs);
            }
            else if (Clicks[i].Kind == ClickKind.QualityRules)
            {
                log.AddQualityRules(RulesOf(Clicks[i]), nowMs);
            }
            else
            {
                log.Add(BytesOf(Clicks[i], i, nowMs, log), nowMs);
            }
        }

        return log;
    }

    public override string ToString() =>
        $"interval {IntervalMs}; {string.Join(' ', Clicks.Select(c => $"{c.Kind}(u{c.User},i{c.Item},+{c.GapMs})"))}; {string.Join(' ', Steps.Select(s => $"{s.Records}:{s.Incident}"))}";

    /// <summary>Two directions, which turn with the version.</summary>
    private static string Segments(int version, ulong space) => SegmentJson.Write(new SegmentMap(
        version, space, [[1, version % 2, 0, 0], [-1, 0, version % 3, 0]], [20, 20]));

    private static byte[] BytesOf(Click click, int number, long nowMs, PartitionLog log)
    {
        var (user, item, id) = ($"u{click.User}", $"i{click.Item}", $"e{number}");
        var category = click.Item % 2 == 0 ? $"c{click.Item}" : null;
        var country = click.User % 3 == 0 ? null : $"country {click.User}";
        return click.Kind switch
        {
            ClickKind.Cart => EventBytes.AddToCart(user, item, nowMs, id, category: category),
            ClickKind.Purchase => EventBytes.Purchase(user, [item, $"i{click.Item + 1}"], nowMs, id, $"s{number / 10}"),
            ClickKind.Search when click.Item % 2 == 1 =>
                EventBytes.Of("search", user, [item, $"i{click.Item + 1}"], nowMs, id, search: SearchOf(click)),
            ClickKind.Search => EventBytes.Search(user, nowMs, id),
            ClickKind.Home => EventBytes.Home(user, nowMs, id),
            ClickKind.Repeat when log.Records.Count > 0 =>
                log.Records[^(1 + (click.Item % Math.Min(log.Records.Count, 6)))].Value!,
            ClickKind.Disordered => EventBytes.View(user, item, nowMs - (click.Item * 500), id),
            ClickKind.Late => EventBytes.View(user, item, nowMs - 120_000, id),
            ClickKind.Future => EventBytes.View(user, item, nowMs + 86_400_000, id),
            ClickKind.Shown => EventBytes.Of("view_item_list", user, [item, $"i{click.Item + 1}"], nowMs, id, list: ListBefore(log, click)),
            ClickKind.Named when click.Item % 4 == 3 => EventBytes.Of("select_item", user, [item], nowMs, id, search: SearchOf(click)),
            ClickKind.Named => EventBytes.Of("select_item", user, [item], nowMs, id, list: ListBefore(log, click)),
            ClickKind.Malformed => [(byte)'{'],
            _ => EventBytes.View(user, item, nowMs, id, category: category, country: country),
        };
    }

    /// <summary>The id that the answer to one of the last records has, whoever's it is, with some code or none.</summary>
    private static string ListBefore(PartitionLog log, Click click) =>
        $"0-{Math.Max(0, log.NextOffset - 1 - (click.Item % 5))}-A{_codes[click.User % _codes.Length]}";

    /// <summary>One of a few searches of a user, with some code or none.</summary>
    private static string SearchOf(Click click) => $"q{click.Item % 3}{_codes[click.User % _codes.Length]}";

    private static readonly string[] _codes =
    [
        "", ".1", ".0", ".-1", AnswerCode.Write([null], [.. Enumerable.Range(0, 15).Select(item => (ShownList.HashOfItem($"i{item}"), item % 2 == 0 ? Team.First : Team.Second))]),
    ];

    private static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        for (var length = scenario.Steps.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= scenario.Steps.Length; at += length)
            {
                yield return scenario with { Steps = [.. scenario.Steps[..at], .. scenario.Steps[(at + length)..]] };
            }
        }

        for (var length = scenario.Clicks.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= scenario.Clicks.Length; at += length)
            {
                yield return scenario with { Clicks = [.. scenario.Clicks[..at], .. scenario.Clicks[(at + length)..]] };
            }
        }
    }
}
