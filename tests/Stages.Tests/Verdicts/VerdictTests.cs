using System.Text;
using FsCheck;
using FsCheck.Fluent;
using StreamReco.Models.Decoding;
using StreamReco.Stages.Records;
using StreamReco.Stages.Tests.Shards;
using StreamReco.Stages.Verdicts;
using Outcome = StreamReco.Stages.Tests.Shards.Outcome;

namespace StreamReco.Stages.Tests.Verdicts;

public sealed class VerdictTests
{
    [Fact]
    public void Version_1_is_written_byte_for_byte_and_read_whole()
    {
        var record = new VerdictRecord(3, Runs().End(1_008)!, "0123456789abcdef");

        Encoding.ASCII.GetString(record.ToBytes()).ShouldBe(Golden());
        VerdictRecord.Parse(Encoding.ASCII.GetBytes(Golden())).ShouldBe(record);
    }

    [Fact]
    public void Offsets_without_a_record_are_gaps_also_at_the_end()
    {
        var runs = new VerdictRuns();
        runs.Begin(10);
        runs.Add(12, Verdict.Applied);
        runs.Add(14, Verdict.Applied);

        runs.End(20).ShouldBe(new BatchVerdicts(10, 19, "2G1A1G1A5G"));
    }

    [Fact]
    public void Offsets_before_the_first_that_was_not_committed_are_left_out()
    {
        var runs = new VerdictRuns();
        runs.Begin(5);
        runs.Add(3, Verdict.Applied);
        runs.Add(5, Verdict.Duplicate);

        runs.End(6).ShouldBe(new BatchVerdicts(5, 5, "1D"));
        runs.Begin(6);
        runs.End(6).ShouldBeNull();
    }

    [Fact]
    public void Alternating_verdicts_of_the_largest_micro_batch_fit_a_record()
    {
        var runs = new VerdictRuns();
        runs.Begin(0);
        for (var i = 0; i < 100_000; i++)
        {
            runs.Add(i, i % 2 == 0 ? Verdict.Applied : Verdict.Duplicate);
        }

        new VerdictRecord(0, runs.End(100_000)!, "").ToBytes().Length.ShouldBeLessThan(1_000_000 / 4);
    }

    [Theory]
    [InlineData("""{"v":2,"partition":0,"from":0,"to":0,"runs":"1A","rules":""}""", "version 2")]
    [InlineData("""{"v":1,"partition":0,"from":0,"to":1,"runs":"1A","rules":""}""", "holds 1 verdicts")]
    [InlineData("""{"v":1,"partition":0,"from":0,"to":0,"runs":"1Z","rules":""}""", "1Z")]
    [InlineData("""{"v":1,"partition":0,"from":0,"to":0,"runs":"A","rules":""}""", "known letter")]
    [InlineData("""{"v":1,"partition":0,"from":0,"to":0,"runs":"1A1","rules":""}""", "without a letter")]
    [InlineData("""{"v":1,"partition":0,"from":0,"runs":"1A"}""", "no verdict record")]
    [InlineData("click", "no verdict record")]
    public void A_damaged_record_is_refused(string text, string says) =>
        Should.Throw<InvalidDataException>(() => VerdictRecord.Parse(Encoding.UTF8.GetBytes(text))).Message.ShouldContain(says);

    [Fact]
    public void Every_failure_has_a_verdict_of_its_own()
    {
        var verdicts = Enum.GetValues<FailureType>().Select(type => VerdictKinds.Of(type)).ToArray();

        verdicts.Distinct().Count().ShouldBe(ValidationFailure.TypeCount);
        verdicts.Select(VerdictKinds.FailureOf).ShouldBe(Enum.GetValues<FailureType>().Select(type => (FailureType?)type));
        Enum.GetValues<Verdict>().ShouldAllBe(verdict => VerdictKinds.IsKnown((char)verdict));
    }

    [Fact]
    public void Rules_that_decide_otherwise_have_another_name()
    {
        var (same, other) = (new PipelineOptions(), new PipelineOptions());
        other.Window.AllowedLatenessMs++;

        RulesVersion.Of(same).ShouldBe(RulesVersion.Of(new PipelineOptions()));
        RulesVersion.Of(other).ShouldNotBe(RulesVersion.Of(same));
    }

    [Fact]
    public void Each_offset_has_the_same_verdict_once_whatever_crashes_on_the_way() =>
        Prop.ForAll(Scenario.Any(), scenario =>
        {
            var whole = Outcome.OfOneBatch(scenario.Setup() with { WritesVerdicts = true }, scenario.Log());
            var crashed = Outcome.OfIncidents(scenario.Setup() with { WritesVerdicts = true }, scenario.Log(), scenario.Steps);

            var letters = Letters(whole);
            Letters(crashed).ShouldBe(letters);
            letters.Length.ShouldBe((int)scenario.Log().NextOffset);
            letters.Count(letter => (Verdict)letter is Verdict.Applied or Verdict.Flagged).ShouldBe((int)whole.Counters.Applied);
            letters.Count(letter => letter == (char)Verdict.Duplicate).ShouldBe((int)whole.Counters.Duplicate);
            letters.Count(letter => VerdictKinds.FailureOf((Verdict)letter) is not null)
                .ShouldBe((int)whole.Counters.Rejected.ToArray().Sum());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static string Letters(Outcome outcome)
    {
        var letters = new StringBuilder();
        foreach (var record in outcome.Records.Where(record => record.Topic == OutboundTopic.Verdicts))
        {
            var verdicts = VerdictRecord.Parse(record.Value).Verdicts;
            verdicts.From.ShouldBe(letters.Length);
            foreach (var (verdict, count) in VerdictRecord.RunsOf(verdicts.Runs))
            {
                letters.Append((char)verdict, (int)count);
            }
        }

        return letters.ToString();
    }

    private static VerdictRuns Runs()
    {
        var runs = new VerdictRuns();
        runs.Begin(1_000);
        runs.Add(1_001, Verdict.Applied);
        runs.Add(1_002, Verdict.Applied);
        runs.Add(1_003, Verdict.Duplicate);
        runs.Add(1_004, Verdict.Malformed);
        runs.Add(1_005, Verdict.Late);
        runs.Add(1_006, Verdict.PassedOver);
        runs.Add(1_007, Verdict.Control);
        return runs;
    }

    private static string Golden()
    {
        using var stream = typeof(VerdictTests).Assembly.GetManifestResourceStream("verdicts.v1.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("");
    }
}
