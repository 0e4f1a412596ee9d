using StreamReco.Models.Artifacts;
using StreamReco.Models.Data;
using StreamReco.Models.Evaluation;
using StreamReco.Models.Events;
using StreamReco.Models.Items;
using StreamReco.Models.Scoring;
using StreamReco.Models.Training;
using StreamReco.Models.Users;

namespace StreamReco.Models.Tests.Training;

public sealed class ModelTrainerTests
{
    /// <summary>Weights of its own: the tuned defaults favour shops where visitors go back to what they have seen.</summary>
    private static readonly TrainingSettings _settings = new()
    {
        Dimensions = 16,
        Candidates = 50,
        Epochs = 10,
        UserWeight = 1f,
        TransitionDecay = 0.8f,
    };

    [Fact]
    public void A_chain_of_items_is_learned_far_better_than_popularity()
    {
        var data = Chains(sessions: 400, seed: 1);
        var set = new EvaluationSet(data, EvaluationFiles.LastSessions(Chains(sessions: 100, seed: 2), 0.99).Examples, ExcludeHistory: false);
        var model = Train(data, _settings);
        var trained = Evaluate(model, set);
        trained.Count.ShouldBe(set.Examples.Count);
        trained.HitRate(5).ShouldBeGreaterThan(0.9);
        var popular = new ScoredItem[20];
        for (var place = 0; place < popular.Length; place++)
        {
            popular[place] = new ScoredItem(model.Items.IdOf(model.PopularRows[place]), -place);
        }

        Evaluate(model, set, (_, _) => popular).HitRate(5).ShouldBeLessThan(0.3);
    }

    [Fact]
    public void The_same_training_gives_the_same_version_and_another_seed_another()
    {
        var data = Chains(60, 1);
        var version = Train(data, _settings with { Threads = 1 }).Manifest.Version;
        Train(data, _settings with { Threads = 3 }).Manifest.Version.ShouldBe(version);
        Train(data, _settings with { Seed = 2 }).Manifest.Version.ShouldNotBe(version);
    }

    [Fact]
    public void The_vocabulary_is_ordered_by_popularity_and_knows_the_catalog()
    {
        HistoricClick[] clicks =
        [
            Click("u1", "b", 1), Click("u1", "a", 2), Click("u2", "b", 3), Click("u2", "c", 4, EventType.Purchase),
            Click("u2", "d", 5, EventType.RemoveFromCart), Click("u3", "", 6, EventType.ViewHome),
        ];
        var catalog = new CatalogItem("c", "Coat", "coats", "Acme", 12.5, Available: false);
        var model = Train(new ClickDataset(clicks, [catalog], new Dictionary<string, long>(), null), _settings);
        model.Items.Ids.ShouldBe(["b", "a", "c"]);
        model.PopularRows.ShouldBe([0, 1, 2]);
        model.ItemInfo[2].ShouldBe(catalog);
        model.ItemInfo[0].ShouldBe(new CatalogItem("b", "b", null, null, double.NaN, true));
        model.Manifest.Features.Candidates.ShouldBe(3);
        model.Manifest.Training.Interactions.ShouldBe(4);
        model.Manifest.Training.Users.ShouldBe(2);
        model.Manifest.Training.To.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(6));
    }

    [Fact]
    public void Data_without_an_interaction_are_refused()
    {
        var data = new ClickDataset([Click("u", "", 1, EventType.ViewHome)], [], new Dictionary<string, long>(), null);
        Should.Throw<ArgumentException>(() => Train(data, _settings)).Message.ShouldContain("nothing to train on");
    }

    [Fact]
    public void A_setting_that_cannot_train_is_named() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Train(Chains(5, 1), _settings with { Dimensions = 0 })).Message.ShouldContain("Dimensions");

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.01f)]
    [InlineData(float.NaN)]
    public void Weights_that_grow_with_age_are_refused(float decay) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Train(Chains(5, 1), _settings with { RecentDecay = decay })).Message.ShouldContain("RecentDecay");

    [Fact]
    public void A_trained_model_survives_its_folder()
    {
        var folder = Directory.CreateTempSubdirectory("streamreco-").FullName;
        try
        {
            var model = Train(Chains(60, 1), _settings);
            ModelArtifactWriter.Write(Path.Combine(folder, "m"), model);
            var loaded = ModelArtifactLoader.Load(Path.Combine(folder, "m"));
            var set = EvaluationFiles.LastSessions(Chains(20, 2), 0.5);
            Evaluate(loaded, set).ByName().ShouldBe(Evaluate(model, set).ByName());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(0.09, false)]
    public void The_current_item_is_excluded_where_the_data_hardly_ever_repeat_it(double repeats, bool excluded)
    {
        var manifest = ModelSamples.Model(20).Manifest;
        var settings = new Dictionary<string, double> { [RepeatPolicy.Setting] = repeats };
        RepeatPolicy.ExcludesCurrent(manifest with { Training = manifest.Training with { Settings = settings } }).ShouldBe(excluded);
        RepeatPolicy.ExcludesCurrent(manifest).ShouldBeFalse();
    }

    /// <summary>60 items in a ring; a session walks a few steps along it, now and then jumping over one.</summary>
    private static ClickDataset Chains(int sessions, int seed)
    {
        var random = new Random(seed);
        var clicks = new List<HistoricClick>();
        for (var session = 0; session < sessions; session++)
        {
            var item = random.Next(60);
            for (var length = random.Next(3, 8); length > 0; length--)
            {
                clicks.Add(Click($"s{session}", $"i{item}", clicks.Count * 1000L));
                item = (item + (random.Next(5) == 0 ? 2 : 1)) % 60;
            }
        }

        return new ClickDataset(clicks, [], new Dictionary<string, long>(), null);
    }

    private static HistoricClick Click(string user, string item, long timeMs, EventType type = EventType.ViewItem) =>
        new(user, user, item, timeMs, type);

    private static ModelArtifact Train(ClickDataset data, TrainingSettings settings) =>
        new ModelTrainer(TimeProvider.System).Train(data, settings, ["test"], null, CancellationToken.None);

    private static RankingMetrics Evaluate(ModelArtifact model, EvaluationSet set, CandidateRanker? ranker = null)
    {
        using var scorer = OnnxScorers.OfModel(model, new OnnxScorerOptions { Provider = "cpu" });
        return new OfflineEvaluator(model, scorer, new UserStateOptions(), ranker).Evaluate(set, null, CancellationToken.None);
    }
}
