using System.Text;
using StreamReco.Stages.Records;
using StreamReco.StreamHost.Cluster.Partitions;

namespace StreamReco.StreamHost.Tests.Cluster.Partitions;

/// <summary>What was committed last is kept for people to look at, in memory that is used again.</summary>
public sealed class RecentRecordsTests
{
    private readonly ByteBuffer _bytes = new(1_000);

    [Fact]
    public void The_newest_are_kept_whatever_becomes_of_the_memory_that_they_were_written_in()
    {
        var recent = new RecentRecords(3);
        recent.Add([.. Enumerable.Range(0, 5).Select(i => Answer("ann", $"answer {i}"))]);
        _bytes.Clear();
        _bytes.Add(new string('X', 900));

        Texts(recent.NewestAnswers(10)).ShouldBe(["answer 4", "answer 3", "answer 2"]);
    }

    [Fact]
    public void A_longer_and_a_shorter_record_take_the_place_of_older_ones()
    {
        var recent = new RecentRecords(2);
        string[] values = ["one", "a longer answer than the first one was", "x", "yy", "another long answer, the longest of all"];
        foreach (var value in values)
        {
            recent.Add([Answer("bob", value)]);
        }

        Texts(recent.AnswersOf(Encoding.UTF8.GetBytes("bob"), 10)).ShouldBe([values[4], values[3]]);
        recent.AnswersOf(Encoding.UTF8.GetBytes("bo"), 10).ShouldBeEmpty();
    }

    [Fact]
    public void An_erased_users_answers_go_and_the_others_stay()
    {
        var recent = new RecentRecords(4);
        recent.Add([Answer("ann", "1"), Answer("bob", "2"), Answer("ann", "3")]);
        recent.Add([new OutboundRecord(OutboundTopic.Recommendations, "ann"u8.ToArray(), null), Answer("ann", "4")]);

        Texts(recent.NewestAnswers(10)).ShouldBe(["4", "2"]);
    }

    [Fact]
    public void Once_it_is_full_a_commit_leaves_nothing_for_the_garbage_collector()
    {
        var recent = new RecentRecords(50);
        OutboundRecord[] commit = [.. Enumerable.Range(0, 60).Select(i => Answer("ann", $"answer {i:D3}"))];
        recent.Add(commit);
        recent.Add(commit);
        var before = GC.GetAllocatedBytesForCurrentThread();
        recent.Add(commit);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(commit.Length);
    }

    private static IEnumerable<string> Texts(IEnumerable<byte[]> values) => values.Select(Encoding.UTF8.GetString);

    private OutboundRecord Answer(string user, string value) => new(OutboundTopic.Recommendations, null, null)
    {
        KeyBytes = _bytes.Add(user),
        ValueBytes = _bytes.Add(value),
    };
}
