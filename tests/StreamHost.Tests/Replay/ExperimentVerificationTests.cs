using System.Text;
using System.Text.Json;
using StreamReco.Models.Artifacts;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Stages.Records;
using StreamReco.Stages.Scoring;
using StreamReco.Stages.Serving;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Options;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;
using StreamReco.TestKit.Events;

namespace StreamReco.StreamHost.Tests.Replay;

/// <summary>The log of two partitions against what nodes said of it.</summary>
public sealed class ExperimentVerificationTests
{
    private const long StartMs = 1_768_478_400_000;
    private const int Users = 30;

    private static readonly Lazy<OneModel> _models = new(() => new OneModel(new LoadedModel(ModelArtifactLoader.Load(PathModel.Directory), new ScoredElsewhere())));

    private static readonly Experiment _experiment = new(
        "a", 1, new byte[16],
        [new ExperimentArm("today", [new ShareRange(0, 500_000)]), new ExperimentArm("new", [new ShareRange(500_000, 1_000_000)])]);

    private readonly PartitionLog[] _logs = [LogOf("p0"), LogOf("p1")];

    [Fact]
    public void The_log_gives_what_the_nodes_stated()
    {
        var parity = Verify(Answers(), Owned());

        (parity.IsFull, parity.First).ShouldBe((true, null));
        (parity.Equal, parity.Missing, parity.Partitions).ShouldBe((4 * Users, 0, 2));
        parity.Notes.ShouldBeEmpty();
    }

    /// <summary>Half of the users are compared with the other arm, and their ids say so.</summary>
    [Fact]
    public void Answers_whose_ids_say_what_other_arms_would_have_shown_are_verified_with_their_sums()
    {
        for (var partition = 0; partition < _logs.Length; partition++)
        {
            _logs[partition] = LogOf($"p{partition}", new ExperimentPlan { Counterfactual = 0.5 }, user => user % 2 == 0 ? ".1" : ".0");
        }

        var answers = Answers();
        TopicRecord[] coded = [.. answers.Select((answer, i) => answer with { Value = Encoding.UTF8.GetBytes(Text(answer).Replace("-A\"", i % 2 == 0 ? "-A.1\"" : "-A.0\"", StringComparison.Ordinal)) })];
        var (parity, owned) = (Verify(coded, Owned()), new ExperimentLog(new StreamRecoOptions(), _models.Value, TimeProvider.System));
        Feed(owned);

        (parity.IsFull, parity.First).ShouldBe((true, null));
        (parity.Equal, parity.Missing, parity.Partitions).ShouldBe((4 * Users, 0, 2));
        foreach (var (ledger, _) in owned.Ledgers)
        {
            ledger.Units.Values.Count(unit => unit.Enrolments[0].Exposed == 1).ShouldBe(Users, "a list is found by its id without the code");
            ledger.Units.Values.Count(unit => unit.Enrolments[0].Differed).ShouldBe(Users / 2);
        }
    }

    [Fact]
    public void An_answer_with_another_arm_or_propensity_is_named()
    {
        var answers = Answers();
        var at = answers.FindIndex(answer => Text(answer).Contains("\"variant\":\"today\"", StringComparison.Ordinal));
        var wrongArm = Replace(answers, at, "\"variant\":\"today\"", "\"variant\":\"new\"");
        var wrongPropensity = Replace(answers, at, "\"propensity\":0.5", "\"propensity\":0.50000001");

        var (arm, propensity) = (Verify(wrongArm, []), Verify(wrongPropensity, []));

        (arm.IsFull, arm.Different, arm.Partitions).ShouldBe((false, 1, 0));
        arm.First.ShouldNotBeNull().ShouldStartWith($"answer {answers[at].Partition}-");
        arm.First!.ShouldEndWith(": new with propensity 0.5 in the topic, today with propensity 0.5 by the log");
        propensity.First.ShouldNotBeNull().ShouldContain("today with propensity 0.50000001 in the topic");
    }

    [Fact]
    public void An_answer_without_its_arm_one_that_the_log_does_not_give_and_one_that_is_gone_are_told_apart()
    {
        var answers = Answers();
        var at = answers.FindIndex(answer => Text(answer).Contains("experiments", StringComparison.Ordinal));

        var bare = Verify(Replace(answers, at, "\"experiments\"", "\"nothing\""), []);
        var extra = Verify([.. answers, Answer(0, 5_000, "\"experiments\":[{\"name\":\"a\",\"variant\":\"new\",\"propensity\":0.5}],")], []);
        var gone = Verify([.. answers.Where((_, i) => i != at)], []);

        (bare.Different, bare.First!.Contains("no arm in the topic", StringComparison.Ordinal)).ShouldBe((1, true));
        (extra.Extra, extra.First).ShouldBe((1, "answer 0-5000: new with propensity 0.5 in the topic, where the log gives no answer"));
        (gone.IsFull, gone.Missing).ShouldBe((true, 1));
    }

    [Fact]
    public void Sums_are_compared_at_the_offset_where_the_owner_had_them_and_the_first_that_differs_is_named()
    {
        var owned = Owned();
        var early = owned.Select(one => one with { NextOffset = one.NextOffset - 5 }).ToArray();
        var tally = owned[1].Tallies[0];
        OwnedSums[] wrong = [owned[0], owned[1] with { Tallies = [tally with { Exposed = tally.Exposed + 1 }, .. owned[1].Tallies.Skip(1)] }];

        var (ahead, differs) = (Verify(Answers(), early), Verify(Answers(), wrong));

        ahead.DifferentSums.ShouldBe(2, "the log has five clicks less there");
        (differs.DifferentSums, differs.Partitions).ShouldBe((1, 2));
        differs.First.ShouldBe(
            $"sums of partition 1 at offset {owned[1].NextOffset}: arm 1, drawn by version 1, known users: exposed {tally.Exposed + 1} at the owner, {tally.Exposed} by the log");
    }

    [Fact]
    public void A_change_to_a_model_that_is_not_here_is_said_with_the_settings_that_name_the_folders()
    {
        _logs[1].AddModelChange("gone", StartMs + 3_000);

        var parity = Verify(Answers(), []);

        var note = parity.Notes.ShouldHaveSingleItem();
        note.ShouldStartWith("Partition 1: gone at offset ");
        note.ShouldEndWith("(Model:Directory) and models (Model:Versions) have to be theirs.");
    }

    [Fact]
    public void An_experiment_that_neither_topic_knows_is_no_parity()
    {
        var verification = new ExperimentVerification(new StreamRecoOptions(), "b", []);
        var log = Fold(verification);

        Should.Throw<UserErrorException>(() => verification.Finish(log)).Message
            .ShouldBe("There is no experiment 'b' (NAME) in topic 'clicks' (Kafka:Clicks); there are a.");
    }

    private ExperimentParity Verify(IReadOnlyList<TopicRecord> answers, IReadOnlyList<OwnedSums> owned)
    {
        var verification = new ExperimentVerification(new StreamRecoOptions(), "a", owned);
        foreach (var answer in answers)
        {
            verification.AddAnswer(answer);
        }

        return verification.Finish(Fold(verification));
    }

    private ExperimentLog Fold(ExperimentVerification verification)
    {
        var log = verification.LogOf(_models.Value, TimeProvider.System);
        Feed(log);
        return log;
    }

    private void Feed(ExperimentLog log)
    {
        for (var partition = 0; partition < _logs.Length; partition++)
        {
            foreach (var record in _logs[partition].Records)
            {
                log.Add(partition, record, CancellationToken.None);
            }
        }

        log.End(CancellationToken.None);
    }

    /// <summary>What owners have at the end: the same fold, taken in one go.</summary>
    private OwnedSums[] Owned()
    {
        var log = new ExperimentLog(new StreamRecoOptions(), _models.Value, TimeProvider.System);
        Feed(log);
        return
        [
            .. log.Partitions.Select(one => new OwnedSums(
                one.Key, one.Value.NextOffset, FeedbackTally.Of(one.Value.Experiments.Ledger, "a", one.Value.WatermarkMs))),
        ];
    }

    /// <summary>The answers that nodes would have written, by their own hash of the user.</summary>
    private List<TopicRecord> Answers()
    {
        var answers = new List<TopicRecord>();
        for (var partition = 0; partition < _logs.Length; partition++)
        {
            foreach (var record in _logs[partition].Records.Where(record => record.Kind == LogRecordKind.Click))
            {
                using var click = JsonDocument.Parse(record.Value!);
                var user = click.RootElement.GetProperty("user_id").GetString()!;
                var arm = _experiment.Arms[_experiment.ArmOf(Encoding.UTF8.GetBytes(user))].Name;
                answers.Add(Answer(partition, record.Offset, record.Offset < Users ? ""
                    : $"\"experiments\":[{{\"name\":\"a\",\"variant\":\"{arm}\",\"propensity\":0.5}}],"));
            }
        }

        return answers;
    }

    private static TopicRecord Answer(int partition, long offset, string experiments) => new(partition, offset, null, Encoding.UTF8.GetBytes(
        FormattableString.Invariant($$$"""{"recommendation_id":"{{{partition}}}-{{{offset}}}-A",{{{experiments}}}"origin":{"topic":"clicks","partition":{{{partition}}},"offset":{{{offset}}}}}""")));

    private static TopicRecord[] Replace(IReadOnlyList<TopicRecord> answers, int at, string text, string by) =>
        [.. answers.Select((answer, i) => i == at ? answer with { Value = Encoding.UTF8.GetBytes(Text(answer).Replace(text, by, StringComparison.Ordinal)) } : answer)];

    private static string Text(TopicRecord answer) => Encoding.UTF8.GetString(answer.Value!);

    /// <summary>Clicks before the experiment and after its start, with the lists seen.</summary>
    private static PartitionLog LogOf(string users, ExperimentPlan? plan = null, Func<int, string>? codeOf = null)
    {
        var log = new PartitionLog();
        View(log, users, StartMs);
        log.AddExperiment("a", ExperimentJson.Write(new ExperimentDefinition(_experiment, plan ?? new ExperimentPlan())), StartMs);
        var first = log.NextOffset;
        View(log, users, StartMs + 1_000);
        var partition = users == "p0" ? 0 : 1;
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.Of("view_item_list", $"{users}-u{user}", ["i1"], StartMs + 2_000, $"{users}-l{user}", list: $"{partition}-{first + user}-A{codeOf?.Invoke(user)}"), StartMs);
        }

        return log;
    }

    private static void View(PartitionLog log, string users, long atMs)
    {
        for (var user = 0; user < Users; user++)
        {
            log.Add(EventBytes.View($"{users}-u{user}", "i1", atMs, $"{users}-{log.NextOffset}"), atMs);
        }
    }
}
