using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Stages.Records;
using StreamReco.Stages.Retrieval;
using StreamReco.Stages.State;
using StreamReco.TestKit.Events;
using StreamReco.TestKit.Scoring;
using StreamReco.TestKit.Shards;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>
/// Arms that answer by models of their own. That any cut, crash and question from outside leaves the same answers and state is shown by
/// <see cref="FoldPropertyTests"/>, whose logs compare models too.
/// </summary>
public sealed class ModelArmTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 20;
    private const int Rounds = 4;

    private static readonly ModelArtifact _active = SmallTwoStageModel.Of(SmallModel.Create(items: 12));

    /// <summary>Of another space, of other dimensions and with items that the active one does not know.</summary>
    private static readonly ModelArtifact _other = SmallTwoStageModel.Of(SmallModel.Create(items: 15, dimensions: 6, seed: 2), seed: 2);

    private static readonly ModelArtifact _plain = SmallModel.Create(items: 9, seed: 3);
    private static readonly ModelArtifact _third = SmallModel.Create(items: 9, seed: 4);

    [Fact]
    public void Each_answer_is_made_by_the_model_of_its_arm_as_if_that_answered_everybody()
    {
        var experiment = ExperimentSamples.OfModels("m", 1, null, VersionOf(_other));
        var answers = Answers(Setup(_active), Log(log => log.AddExperiment("m", ExperimentSamples.Json(experiment), StartMs)));
        var ofActive = Answers(Setup(_active), Log(log => log.AddTick(StartMs)));
        var ofOther = Answers(Setup(_other), Log(log => log.AddTick(StartMs)));

        answers.Count.ShouldBe(Users * Rounds);
        for (var i = 0; i < answers.Count; i++)
        {
            var arm = experiment.ArmOf(answers[i].User);
            (answers[i].Arm, answers[i].Propensity).ShouldBe((experiment.Arms[arm].Name, 0.5));
            answers[i].Model.ShouldBe(VersionOf(arm == 0 ? _active : _other));
            answers[i].Items.ShouldBe((arm == 0 ? ofActive : ofOther)[i].Items);
        }

        answers.Select(answer => answer.Arm).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void A_crash_and_a_resumption_give_the_same_arms_models_and_lists()
    {
        var log = Log(log => log.AddExperiment("m", ExperimentSamples.Json(ExperimentSamples.OfModels("m", 1, VersionOf(_plain), VersionOf(_other))), StartMs));
        Step[] steps = [.. Enumerable.Range(0, 8).Select(i => new Step(11, i % 2 == 0 ? Incident.Crash : Incident.Snapshot))];

        Outcome.OfIncidents(Setup(_active), log, steps).ShouldEqual(Outcome.OfOneBatch(Setup(_active), log));
    }

    [Fact]
    public async Task Whoever_asks_outside_of_the_log_is_answered_by_the_model_of_the_arm()
    {
        var experiment = ExperimentSamples.OfModels("m", 1, null, VersionOf(_other));
        using var owner = await OpenAsync(Setup(_active), Log(log => log.AddExperiment("m", ExperimentSamples.Json(experiment), StartMs)));

        for (var user = 0; user < Users; user++)
        {
            var request = await owner.QueryAsync($"u{user}");
            request.Model.Served.Version.ShouldBe(VersionOf(experiment.ArmOf($"u{user}") == 0 ? _active : _other));
            request.Features.CandidateCount.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task A_model_that_is_not_at_hand_and_a_third_one_are_refused_by_name()
    {
        using var unknown = await OpenAsync(Setup(_active), new PartitionLog()
            .AddExperiment("m", ExperimentSamples.Json(ExperimentSamples.OfModels("m", 1, null, "gone")), StartMs));
        unknown.Fold.Experiments.Refused.ShouldBe("m at offset 0: an arm names model gone: It is not there.");
        unknown.Fold.Experiments.IsEmpty.ShouldBeTrue();

        using var many = await OpenAsync(Setup(_active), new PartitionLog()
            .AddExperiment("m", ExperimentSamples.Json(ExperimentSamples.OfModels("m", 1, VersionOf(_plain), VersionOf(_other))), StartMs)
            .AddExperiment("n", ExperimentSamples.Json(ExperimentSamples.OfModels("n", 1, VersionOf(_active), VersionOf(_third))), StartMs));
        many.Fold.Experiments.Refused.ShouldNotBeNull().ShouldContain("would name 3 models beside");
        many.Fold.Experiments.Book.Running.ShouldHaveSingleItem().Experiment.Id.ShouldBe("m");
    }

    [Fact]
    public async Task The_active_model_stays_while_an_experiment_compares_models_with_it()
    {
        var experiment = ExperimentSamples.OfModels("m", 1, null, VersionOf(_other));
        var log = new PartitionLog().AddExperiment("m", ExperimentSamples.Json(experiment), StartMs);
        log.AddModelChange(VersionOf(_plain), StartMs);
        using var owner = await OpenAsync(Setup(_active), log);
        owner.Fold.Model.Version.ShouldBe(VersionOf(_active));
        owner.Fold.Model.Refused.ShouldBe($"{VersionOf(_plain)} at offset 1: experiment m compares models with the one that answers; stop it first.");

        log.AddExperiment("m", ExperimentSamples.Json(experiment with { Version = 2 }, isRunning: false), StartMs);
        log.AddModelChange(VersionOf(_plain), StartMs);
        using var after = await OpenAsync(Setup(_active), log);
        after.Fold.Model.Version.ShouldBe(VersionOf(_plain));
    }

    [Fact]
    public async Task An_erased_user_leaves_the_live_sources_of_an_arms_model()
    {
        var log = new PartitionLog().AddExperiment(
            "m", ExperimentSamples.Json(ExperimentSamples.OfModels("m", 1, null, VersionOf(_other))), StartMs);
        View(log, "ann", "i1");
        View(log, "ann", "i14");
        View(log, "bob", "i2");
        using var before = await OpenAsync(Setup(_active), log);
        log.AddErasure("ann", StartMs + 9_000);
        using var after = await OpenAsync(Setup(_active), log);

        ItemsOf(before, "ann").ShouldBe(["i1", "i14"]);
        before.Fold.LiveClicksOf("ann").Select(click => click.ItemId).ShouldBe(["i1", "i14"], "the active model does not know the second");
        (ItemsOf(after, "ann").Length, after.Fold.LiveClicksOf("ann").Count).ShouldBe((0, 0));
        ItemsOf(after, "bob").ShouldBe(["i2"]);
    }

    [Fact]
    public void Live_clicks_of_an_arms_model_stand_in_front_of_the_state_and_come_back()
    {
        var state = new ShardState(new WindowOptions()) { NextOffset = 7 };
        var live = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal) { ["b"] = new byte[] { 1, 2 }, ["a"] = new byte[] { 3 } };

        var bytes = ShardState.WithArmLive(ShardState.WithLive(state.ToBytes(), [9]), live);

        Convert.ToHexStringLower(bytes).ShouldBe(Golden("shard-state.v14.hex"));
        var read = ShardState.FromBytes(Convert.FromHexString(Golden("shard-state.v14.hex")), new WindowOptions());
        (read.NextOffset, read.Live.ToArray().Single()).ShouldBe((7, (byte)9));
        read.ArmLive.ToDictionary(one => one.Key, one => Convert.ToHexString(one.Value.Span)).ShouldBe(new Dictionary<string, string> { ["a"] = "03", ["b"] = "0102" });
    }

    private static string Golden(string name)
    {
        using var stream = typeof(ModelArmTests).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("");
    }

    /// <summary>What the stored live sources of the arm's model keep of a user.</summary>
    private static string[] ItemsOf(ShardHarness owner, string user) =>
    [
        .. RetrieveStage.ClicksOf(
            ShardState.FromBytes(owner.StateBytes(), new WindowOptions()).ArmLive[VersionOf(_other)], user, new ScoreOptions()).Select(click => click.ItemId),
    ];

    private static string VersionOf(ModelArtifact model) => model.Manifest.Version;

    private static ShardSetup Setup(ModelArtifact model) => new(model)
    {
        Others = [.. new[] { _active, _other, _plain, _third }.Where(other => other != model)],
        Options = new PipelineOptions { Rerank = { Items = 4 } },
    };

    private static async Task<ShardHarness> OpenAsync(ShardSetup setup, PartitionLog log)
    {
        var owner = await ShardHarness.OpenAsync(setup, new InMemoryShardSink(new InMemoryCommitLog()));
        await owner.RunAsync(log.Batches(0, [7]));
        return owner;
    }

    /// <summary>A record first, then users who view items, some of which only one model knows.</summary>
    private static PartitionLog Log(Action<PartitionLog> first)
    {
        var log = new PartitionLog();
        first(log);
        for (var i = 0; i < Users * Rounds; i++)
        {
            View(log, $"u{i % Users}", $"i{(i * 7) % 15}");
        }

        return log;
    }

    private static void View(PartitionLog log, string user, string item)
    {
        var atMs = StartMs + (log.NextOffset * 1_000);
        log.Add(EventBytes.View(user, item, atMs, $"e{log.NextOffset}"), atMs);
    }

    private static List<Answer> Answers(ShardSetup setup, PartitionLog log) =>
        [.. Outcome.OfBatches(setup, log, [9]).Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null }).Select(record => Answer.Of(record.Value!))];

    private sealed record Answer(string User, string Arm, double Propensity, string Model, string Items)
    {
        public static Answer Of(byte[] json)
        {
            var root = JsonDocument.Parse(json).RootElement;
            var (arm, propensity) = root.TryGetProperty("experiments", out var experiments)
                ? (experiments[0].GetProperty("variant").GetString()!, experiments[0].GetProperty("propensity").GetDouble()) : ("", 0);
            return new Answer(
                root.GetProperty("user_id").GetString()!, arm, propensity, root.GetProperty("model").GetProperty("version").GetString()!,
                root.GetProperty("items").GetRawText());
        }
    }
}
