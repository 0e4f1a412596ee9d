using System.Text;
using StreamReco.StreamHost.Kafka.Spans;
using StreamReco.StreamHost.Replay;

namespace StreamReco.StreamHost.Tests.Replay;

public sealed class ParityCheckTests
{
    private const int Answers = 20;

    [Fact]
    public void Answers_that_differ_in_nothing_but_the_time_of_emission_are_equal()
    {
        var report = Compare(Live(), [.. Live().Select(answer => answer.Replace("\"emitted_at\":\"a\"", "\"emitted_at\":\"b\""))]);

        report.IsFull.ShouldBeTrue();
        report.Equal.ShouldBe(Answers);
    }

    [Theory]
    [InlineData("\"version\":\"1\"", "\"version\":\"2\"", "model", "different 0-7-A: model shop 1 live, shop 2 replayed")]
    [InlineData("\"score\":0.25", "\"score\":0.24", "items", "different 0-7-A: rank 2: i8 (0.25) live, i8 (0.24) replayed (state")]
    [InlineData("\"kind\":\"taste\"", "\"kind\":\"popular\"", "reasons", "different 0-7-A: rank 2: i8 for {\"kind\":\"taste\"} live")]
    [InlineData("\"user_id\":\"u7\"", "\"user_id\":\"u9\"", "other", "different 0-7-A: user_id \"u7\" live, \"u9\" replayed")]
    [InlineData("0-7-A", "0-7-A.1", "other", "different 0-7-A: recommendation_id \"0-7-A\" live, \"0-7-A.1\" replayed")]
    public void A_planted_difference_is_found_and_explained(string what, string instead, string kind, string says)
    {
        var replayed = Live();
        replayed[7] = replayed[7].Replace(what, instead);
        replayed[7].ShouldNotBe(Live()[7]);

        var report = Compare(Live(), replayed);

        report.IsFull.ShouldBeFalse();
        report.Different.ShouldBe(1);
        report.DifferentBy[kind].ShouldBe(1);
        report.Equal.ShouldBe(Answers - 1);
        report.Examples.Single().ShouldStartWith(says);
    }

    [Fact]
    public void Missing_extra_and_repeated_answers_are_each_counted_as_what_they_are()
    {
        List<string> replayed = [.. Live()];
        replayed.RemoveAt(3);
        replayed.Add(Answer(99));
        replayed.Add(Answer(5));

        var report = Compare(Live(), replayed);

        report.IsFull.ShouldBeFalse();
        (report.Missing, report.Extra, report.RepeatedReplayed, report.Equal).ShouldBe((1L, 1L, 1L, Answers - 1L));
        report.Examples.ShouldBe(["missing 0-3-A", "extra 0-99-A"]);
    }

    [Fact]
    public void What_is_no_answer_breaks_parity()
    {
        var report = Compare(Live(), [.. Live(), "{ not json", "{}"]);

        report.Unreadable.ShouldBe(2);
        report.IsFull.ShouldBeFalse();
    }

    [Fact]
    public void Live_answers_outside_the_span_or_of_other_users_are_not_missing()
    {
        var users = new HashSet<string>(StringComparer.Ordinal) { "u6", "u7", "u11" };
        var scope = new ParityScope([new PartitionSpan(0, 5, 10)], users);

        var report = Compare(Live(), [Answer(6), Answer(7)], scope);

        report.IsFull.ShouldBeTrue();
        report.Equal.ShouldBe(2);
        report.Outside.ShouldBe(Answers - 2);
    }

    [Fact]
    public void Only_the_first_differences_are_explained()
    {
        var report = Compare(Live(), [.. Live().Select(answer => answer.Replace("0.25", "0.26"))]);

        report.Different.ShouldBe(Answers);
        report.Examples.Count.ShouldBe(3);
    }

    [Fact]
    public void Answers_of_a_user_who_was_erased_later_are_not_missed()
    {
        var check = new ParityCheck(new ParityScope(null, null), examplesMax: 3);
        check.AddLive(Record(Live(), 0) with { Key = "a"u8.ToArray() });
        check.AddLive(Record(Live(), 1) with { Key = "b"u8.ToArray() });
        check.AddLive(new TopicRecord(0, 2, "a"u8.ToArray(), null));
        check.AddLive(Record(Live(), 3) with { Key = "a"u8.ToArray() });
        check.EndLive();
        check.AddReplayed(Record(Live(), 1) with { Key = "b"u8.ToArray() });
        check.AddReplayed(Record(Live(), 3) with { Key = "a"u8.ToArray() });

        var report = check.Finish("live", "again", null, (_, offset) => Record(Live(), (int)offset));

        report.IsFull.ShouldBeTrue();
        (report.Equal, report.Void).ShouldBe((2, 1));
    }

    [Fact]
    public void Answers_from_before_a_consent_was_taken_back_are_not_compared_though_a_replay_makes_them_again()
    {
        var check = new ParityCheck(new ParityScope(null, null), examplesMax: 3);
        check.AddLive(Record(Live(), 0) with { Key = "a"u8.ToArray() });
        check.AddLive(new TopicRecord(0, 1, "a"u8.ToArray(), null));
        check.AddLive(Record(Live(), 2) with { Key = "b"u8.ToArray() });
        check.EndLive();
        check.AddReplayed(Record(Live(), 0) with { Key = "a"u8.ToArray() });
        check.AddReplayed(Record(Live(), 2) with { Key = "b"u8.ToArray() });

        var report = check.Finish("live", "again", null, (_, offset) => Record(Live(), (int)offset));

        report.IsFull.ShouldBeTrue();
        (report.Equal, report.Void, report.Extra).ShouldBe((1, 1, 0));
    }

    private static ParityReport Compare(
        IReadOnlyList<string> live, IReadOnlyList<string> replayed, ParityScope? scope = null)
    {
        var check = new ParityCheck(scope ?? new ParityScope(null, null), examplesMax: 3);
        for (var i = 0; i < live.Count; i++)
        {
            check.AddLive(Record(live, i));
        }

        check.EndLive();
        for (var i = 0; i < replayed.Count; i++)
        {
            check.AddReplayed(Record(replayed, i));
        }

        return check.Finish("live", "again", null, (_, offset) => Record(live, (int)offset));
    }

    private static TopicRecord Record(IReadOnlyList<string> answers, int at) =>
        new(0, at, "key"u8.ToArray(), Encoding.UTF8.GetBytes(answers[at]));

    private static string[] Live() => [.. Enumerable.Range(0, Answers).Select(Answer)];

    private static string Answer(int offset) =>
        $$$"""
        {"recommendation_id":"0-{{{offset}}}-A","user_id":"u{{{offset}}}","emitted_at":"a","items":[
        {"item_id":"i1","rank":1,"score":0.5,"reason":{"kind":"similar"}},
        {"item_id":"i8","rank":2,"score":0.25,"reason":{"kind":"taste"}}],
        "model":{"name":"shop","version":"1"},"origin":{"topic":"clicks","partition":0,"offset":{{{offset}}}}}
        """;
}
