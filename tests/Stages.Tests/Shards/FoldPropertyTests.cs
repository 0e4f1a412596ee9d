using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Stages.Ports;
using StreamReco.Stages.Quality;
using StreamReco.Stages.Records;
using StreamReco.TestKit.Shards;
using StreamReco.TestKit.Store;

namespace StreamReco.Stages.Tests.Shards;

/// <summary>State is a fold of the log, and answers follow from it: however the log is cut and whoever dies on the way.</summary>
public sealed class FoldPropertyTests
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(100);

    [Fact]
    public void Any_split_into_micro_batches_ends_in_the_same_bytes() => Check(scenario =>
    {
        var sizes = scenario.Steps.Select(step => step.Records).Append(3).ToArray();
        Outcome.OfBatches(scenario.Setup(), scenario.Log(), sizes).ShouldEqual(Outcome.OfOneBatch(scenario.Setup(), scenario.Log()));
    });

    [Fact]
    public void Any_split_into_micro_batches_judges_the_answers_alike()
    {
        long judged = 0;
        Check(scenario => judged += JudgedAlike(scenario));

        judged.ShouldBeGreaterThan(0); // else it would hold for want of clicks
    }

    private static long JudgedAlike(Scenario scenario)
    {
        var sizes = scenario.Steps.Select(step => step.Records).Append(3).ToArray();
        var (cut, whole) = (new QualitySums(), new QualitySums());
        Outcome.OfBatches(scenario.Setup() with { Quality = cut }, scenario.Log(), sizes);
        Outcome.OfOneBatch(scenario.Setup() with { Quality = whole }, scenario.Log());

        Counts(cut).ShouldBe(Counts(whole));
        return Counts(whole).Sum(model => model.Counts.Clicks);

        static (string Version, QualityCounts Counts)[] Counts(QualitySums sums) =>
            [.. sums.Models.Select(model => (model.Version, model.Counts))];
    }

    [Fact]
    public void Any_crashes_and_failed_commits_end_in_the_same_bytes_and_answers() => Check(scenario =>
        Outcome.OfIncidents(scenario.Setup(), scenario.Log(), scenario.Steps).ShouldEqual(
            Outcome.OfOneBatch(scenario.Setup(), scenario.Log())));

    [Fact]
    public void Questions_from_outside_at_any_moment_leave_no_trace_in_bytes_or_answers() => Check(scenario =>
    {
        var sizes = scenario.Steps.Select(step => step.Records).Append(3).ToArray();
        Outcome.OfQuestions(scenario.Setup(), scenario.Log(), sizes, ["u0", "u3", "nobody"]).ShouldEqual(
            Outcome.OfOneBatch(scenario.Setup(), scenario.Log()));
    });

    [Fact]
    public void A_user_table_of_two_ends_in_the_same_bytes_and_answers() => Check(scenario =>
    {
        var setup = scenario.Setup(residents: 2);
        setup.Options.Snapshot.EveryRecords = 5;
        Outcome.OfIncidents(setup, scenario.Log(), scenario.Steps).ShouldEqual(Outcome.OfOneBatch(scenario.Setup(), scenario.Log()));
    });

    [Fact]
    public void Every_record_read_is_applied_or_a_duplicate_or_rejected_or_held_back() => Check(scenario =>
    {
        var outcome = Outcome.OfIncidents(scenario.Setup(), scenario.Log(), scenario.Steps);

        var ticks = scenario.Clicks.LongCount(click => click.Kind is ClickKind.Tick or ClickKind.ModelChange or ClickKind.Experiment or ClickKind.QualityRules or ClickKind.Segments);
        var erasures = scenario.Clicks.LongCount(click => click.Kind == ClickKind.Erasure);
        var rejected = outcome.Counters.Rejected.ToArray().Sum();
        outcome.Counters.ControlRecords.ShouldBe(ticks);
        outcome.Counters.Erasures.ShouldBe(erasures);
        outcome.Counters.Read.ShouldBe(scenario.Clicks.Length - ticks - erasures);
        outcome.Counters.Read.ShouldBe(outcome.Counters.Applied + outcome.Counters.Duplicate + rejected + outcome.Counters.Quarantined);
        outcome.Records.LongCount(record => record.Topic == OutboundTopic.Rejected).ShouldBe(rejected + outcome.Counters.Quarantined);
        outcome.AnswerIds().Count.ShouldBe((int)outcome.Counters.Answers);
    });

    [Fact]
    public void Each_recommendation_is_committed_once() => Check(scenario =>
    {
        var ids = Outcome.OfIncidents(scenario.Setup(), scenario.Log(), scenario.Steps).AnswerIds();
        ids.Distinct().Count().ShouldBe(ids.Count);
    });

    [Fact]
    public void The_users_add_up_to_what_was_applied() => Check(scenario =>
    {
        scenario = scenario with { Clicks = [.. scenario.Clicks.Where(click => click.Kind != ClickKind.Erasure)] };
        var setup = scenario.Setup();
        var outcome = Outcome.OfIncidents(setup, scenario.Log(), scenario.Steps);
        var codec = new Models.Users.UserStateCodec(setup.Options.UserState, setup.Model.Items);
        outcome.Users.Values.Sum(bytes => codec.Read(bytes).Applied).ShouldBe(outcome.Counters.Applied);
    });

    [Fact]
    public void Partitions_do_not_see_each_other() => Check(scenario =>
    {
        var together = RunPartitions(scenario, [0, 1]);

        together[0].ShouldEqual(RunPartitions(scenario, [0])[0]);
        together[1].ShouldEqual(RunPartitions(scenario, [1])[1]);
    });

    [Fact]
    public void An_answer_names_the_items_that_the_user_touched_and_recommends_others() => Check(scenario =>
    {
        var outcome = Outcome.OfOneBatch(scenario.Setup(), scenario.Log());
        foreach (var record in outcome.Records.Where(record => record is { Topic: OutboundTopic.Recommendations, Value: not null }))
        {
            var answer = JsonDocument.Parse(record.Value).RootElement;
            var items = answer.GetProperty("items").EnumerateArray().ToArray();
            var ids = items.Select(item => item.GetProperty("item_id").GetString()!).ToArray();
            ids.ShouldNotBeEmpty();
            ids.Distinct().Count().ShouldBe(ids.Length);
            ids.Contains("i3").ShouldBeFalse("i3 cannot be bought");
            var touched = scenario.Clicks.Where(click => $"u{click.User}" == answer.GetProperty("user_id").GetString())
                .SelectMany(click => new[] { $"i{click.Item}", $"i{click.Item + 1}" }).ToHashSet();
            items.SelectMany(item => item.GetProperty("reason").GetProperty("because_of").EnumerateArray())
                .Where(reason => !touched.Contains(reason.GetString()!)).ShouldBeEmpty();
        }
    });

    private static void Check(Action<Scenario> property) => Prop.ForAll(Scenario.Any(), property).Check(_config);

    /// <summary>Users with even numbers live on partition 0, the others on 1; the listed partitions take turns over one store.</summary>
    private static Dictionary<int, Outcome> RunPartitions(Scenario scenario, IReadOnlyList<int> partitions)
    {
        var store = new InMemoryShardStore();
        var runs = partitions.Select(partition => new PartitionRun(
            scenario with { Clicks = [.. scenario.Clicks.Where(click => click.User % 2 == partition)] }, partition, store)).ToArray();
        for (var turn = 0; turn < runs.Max(run => run.Turns); turn++)
        {
            foreach (var run in runs)
            {
                run.TakeTurn(turn);
            }
        }

        return runs.ToDictionary(run => run.Partition, run => run.End());
    }

    private sealed class PartitionRun
    {
        private readonly InMemoryCommitLog _commits = new();
        private readonly RecordBatch[] _batches;
        private readonly ShardHarness _owner;

        public PartitionRun(Scenario scenario, int partition, InMemoryShardStore store)
        {
            Partition = partition;
            _batches = [.. scenario.Log().Batches(0, [4])];
            _owner = Outcome.Finish(ShardHarness.OpenAsync(
                scenario.Setup(residents: 2) with { Store = store, Shard = new ShardId("test", "clicks", partition) },
                new InMemoryShardSink(_commits)));
        }

        public int Partition { get; }

        public int Turns => _batches.Length;

        public void TakeTurn(int turn)
        {
            if (turn < _batches.Length)
            {
                Outcome.Finish(_owner.RunAsync(_batches[turn]));
                Outcome.Finish(_owner.StoreAndReadUsersAsync());
            }
        }

        public Outcome End()
        {
            using var owner = _owner;
            return new Outcome(
                owner.StateBytes(), Outcome.Finish(owner.StoreAndReadUsersAsync()), _commits.Records, owner.Counters.Copy());
        }
    }
}
