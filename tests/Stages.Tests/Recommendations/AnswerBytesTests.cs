using System.Security.Cryptography;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Users;
using StreamReco.Stages.Batches;
using StreamReco.Stages.Catalog;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Recommendations;
using StreamReco.Stages.Recommendations.Rules;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Time;

namespace StreamReco.Stages.Tests.Recommendations;

/// <summary>
/// The bytes of a thousand answers to random visitors while the catalog changes: a faster way to make them must not change
/// one. The hashes were taken of the version that compared ids and categories as texts.
/// </summary>
public sealed class AnswerBytesTests
{
    private const int Items = 300;
    private const int Answers = 1_000;

    private static readonly ModelArtifact _model = SmallModel.Create(items: Items, dimensions: 16, candidates: 60);

    [Theory]
    [InlineData(false, 1.0, "32888d28483f83139da43f0df7ed16b9")]
    [InlineData(false, 0.6, "8d9785f0e4f6b119bdbfb88054641387")]
    [InlineData(true, 0.6, "06ae1de3759114ed1621c420fec8537e")]
    public void Answers_have_the_bytes_that_they_always_had(bool withRules, double lambda, string hash)
    {
        var (random, catalog) = (new Random(11), new CatalogTable());
        var options = new RerankOptions { Items = 12, DiversityLambda = lambda };
        var rules = withRules ? new RerankRules(options, Rules(), labelledMax: 2) : RerankRules.Open(options);
        var stage = new RerankStage(options, rules, _model, catalog);
        var encoder = new RecommendationEncoder(
            new ShardId("g", "clicks", 3), _model.Manifest, rules, RecommendStage.DefaultVariant, new ManualTimeProvider());
        var shard = new ShardModel(new LoadedModel(_model, new ScoredElsewhere()), 50);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] trending = [];
        for (var i = 0; i < Answers; i++)
        {
            Change(catalog, random, i);
            trending = i % 40 == 0 ? [.. Enumerable.Range(0, 25).Select(_ => Item(random))] : trending;
            var request = shard.Requests.Rent();
            Fill(request, random, trending, i);
            var items = stage.Rank(request, 1 + random.Next(20), random.Next(6) == 0 ? Category(random) : null);
            all.AppendData(encoder.Encode(request, items, stage.Trace).Value!);
            shard.Requests.Return([request]);
        }

        Convert.ToHexStringLower(all.GetHashAndReset())[..32].ShouldBe(hash);
    }

    private static RerankRule[] Rules() =>
    [
        new("limit", RuleKind.Limit) { Max = 4 },
        new("few", RuleKind.Limit) { Max = 2, Match = ItemMatch.Of(null, null, ["b1"]) },
        new("spring", RuleKind.Boost) { By = 0.3f, Match = ItemMatch.Of(null, ["k2", "c1"], null) },
        new("old", RuleKind.Bury) { Match = ItemMatch.Of(["i1", "i2", "i3", "i250"], ["k3"], null) },
        new("bought", RuleKind.Bought),
        new("ad", RuleKind.Pin) { Slot = 2, Label = "sponsored", Items = ["i7", "new1", "i8"] },
        new("more", RuleKind.Pin) { Slot = 5, Label = "sponsored", Items = ["gone", "i9"] },
        new("capped", RuleKind.Pin) { Slot = 1, Label = "house", Items = ["i11"] },
    ];

    /// <summary>Mostly nothing or an item; once more than a reader may be behind.</summary>
    private static void Change(CatalogTable catalog, Random random, int answer)
    {
        for (var n = answer == 500 ? 1_500 : random.Next(3) == 0 ? random.Next(1, 4) : 0; n > 0; n--)
        {
            var id = Item(random);
            if (random.Next(5) == 0)
            {
                catalog.Remove(id);
            }
            else
            {
                var brand = random.Next(3) == 0 ? $"b{random.Next(3)}" : null;
                catalog.Put(new CatalogItem(id, id, random.Next(8) == 0 ? null : Category(random), brand, 1, random.Next(6) != 0));
            }
        }
    }

    private static void Fill(RecommendationRequest request, Random random, string[] trending, int number)
    {
        var user = new UserState($"ü{number}", new UserStateOptions());
        for (var n = random.Next(12); n > 0; n--)
        {
            var click = new ClickEvent();
            click.SetUserId(user.UserId);
            (click.Type, click.EventTimeMs) = (random.Next(4) == 0 ? EventType.Purchase : EventType.ViewItem, Requests.NowMs - (1_000 * n));
            click.AddItem(new ItemTouch(Item(random), null, double.NaN, 1));
            user.Apply(click, _model.Items);
        }

        var focus = random.Next(3) == 0 ? null : Category(random);
        request.Fill(user, new RequestContext(number, Requests.NowMs, Requests.NowMs, focus, random.Next(4) == 0 ? [] : trending)
        {
            CountryTrending = random.Next(3) == 0 ? [Item(random), Item(random)] : [],
        });
        var features = request.Features;
        features.CandidateCount = random.Next(2) == 0 ? 0 : random.Next(1, 61);
        int[] rows = [.. Enumerable.Range(0, Items)];
        random.Shuffle(rows);
        for (var i = 0; i < features.CandidateCount; i++)
        {
            (features.CandidateRows[i], features.CandidateScores[i]) = (rows[i], 3f - (0.01f * i) + (i > 20 ? -0.5f : 0));
        }
    }

    private static string Item(Random random) => random.Next(20) == 0 ? $"new{random.Next(4)}" : $"i{random.Next(Items)}";

    private static string Category(Random random) => random.Next(2) == 0 ? $"k{random.Next(5)}" : $"c{random.Next(4)}";
}
