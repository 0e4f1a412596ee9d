using StreamReco.Models.Search.Ranking;
using StreamReco.StreamHost.Search;
using StreamReco.TestKit.Time;

namespace StreamReco.StreamHost.Tests.Search;

public sealed class PinnedListsTests
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_list_stays_for_its_time_and_not_longer()
    {
        var lists = new PinnedLists(1_000_000, TimeSpan.FromMinutes(5), _time);
        lists.Add(List("a"));

        _time.Advance(TimeSpan.FromMinutes(4.9));
        lists.Find("a").ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(0.2));
        lists.Find("a").ShouldBeNull();
        lists.Count.ShouldBe(0);
    }

    [Fact]
    public void The_oldest_lists_go_where_memory_is_short()
    {
        var lists = new PinnedLists(3 * List("a").Bytes, TimeSpan.FromMinutes(5), _time);
        foreach (var id in (string[])["a", "b", "c", "d", "e"])
        {
            lists.Add(List(id));
        }

        lists.Count.ShouldBe(3);
        lists.Find("b").ShouldBeNull();
        lists.Find("c").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("abc-1", 20, 0x1234567890abcdefUL, "127.0.0.1:8095")]
    [InlineData("x", 0, 0UL, "")]
    public void A_cursor_is_read_back_as_it_was_written(string id, int start, ulong request, string node)
    {
        var cursor = new SearchCursor(id, start, request, node);

        SearchCursor.TryParse(cursor.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(cursor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("YWJj")]
    [InlineData("YS4tMS4w")]
    public void A_text_that_is_no_cursor_is_none(string text) => SearchCursor.TryParse(text, out _).ShouldBeFalse();

    private static PinnedList List(string id) => new(
        1, ["i1", "i2"], [2, 1], [SearchTier.Text, SearchTier.Text],
        new ListHead(id, "n", 2, new Dictionary<string, IReadOnlyList<Models.Search.Queries.FacetCount>>(), [], null, 1, "history"));
}
