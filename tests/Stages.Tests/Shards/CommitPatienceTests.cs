using StreamReco.Stages.Shards;

namespace StreamReco.Stages.Tests.Shards;

public sealed class CommitPatienceTests
{
    private readonly LimitOptions _limits = new() { BatchRecordsMax = 100, CommitLingerMs = 10 };

    [Fact]
    public void It_grows_with_full_micro_batches_in_a_row_up_to_a_bound_and_ends_with_one_that_is_not_full()
    {
        var patience = new CommitPatience(1_000, _limits);
        patience.Add(1_099);
        patience.Lingers.ShouldBe(1);
        var end = Full(patience, from: 1_099, count: 3);
        patience.Lingers.ShouldBe(1);
        end = Full(patience, end, 1);
        patience.Lingers.ShouldBe(2);
        end = Full(patience, end, 4_000);
        patience.Lingers.ShouldBe(50);

        patience.Add(end + 99);

        patience.Lingers.ShouldBe(1);
    }

    [Fact]
    public void However_longestthe_linger_is_a_backlog_adds_no_more_than_half_a_second()
    {
        var patience = new CommitPatience(0, new LimitOptions { BatchRecordsMax = 100, CommitLingerMs = 200 });
        Full(patience, from: 0, count: 4_000);
        patience.Lingers.ShouldBe(2);
        var longest = new CommitPatience(0, new LimitOptions { BatchRecordsMax = 100, CommitLingerMs = 60_000 });
        Full(longest, from: 0, count: 4_000);
        longest.Lingers.ShouldBe(1);
    }

    [Fact]
    public void Micro_batches_of_a_record_are_no_backlog()
    {
        var patience = new CommitPatience(0, new LimitOptions { BatchRecordsMax = 1, CommitLingerMs = 10 });
        for (var offset = 1; offset < 1_000; offset++)
        {
            patience.Add(offset);
        }

        patience.Lingers.ShouldBe(1);
    }

    [Fact]
    public void A_slow_commit_holds_the_next_one_back_for_one_and_a_half_times_its_time_within_a_bound()
    {
        var patience = new CommitPatience(0, _limits);
        patience.NoteCommit(TimeSpan.FromMilliseconds(6));
        patience.Lingers.ShouldBe(1, "a commit that is quick costs nobody anything");
        patience.NoteCommit(TimeSpan.FromMilliseconds(20));
        patience.Lingers.ShouldBe(3);
        patience.NoteCommit(TimeSpan.FromSeconds(10));
        patience.Lingers.ShouldBe(5);
        patience.NoteCommit(TimeSpan.FromMilliseconds(6));
        patience.Lingers.ShouldBe(1);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(25)]
    public void Whatever_the_linger_is_as_many_full_micro_batches_reach_half_a_second(int lingerMs)
    {
        var patience = new CommitPatience(0, new LimitOptions { BatchRecordsMax = 100, CommitLingerMs = lingerMs });
        var end = Full(patience, from: 0, count: 180);
        (patience.Lingers * lingerMs).ShouldBeLessThan(500);

        Full(patience, end, 20);

        (patience.Lingers * lingerMs).ShouldBe(500);
    }

    private static long Full(CommitPatience patience, long from, int count)
    {
        for (var i = 0; i < count; i++)
        {
            patience.Add(from += 100);
        }

        return from;
    }
}
