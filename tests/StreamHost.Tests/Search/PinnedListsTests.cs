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
        Add(lists, "a");

        _time.Advance(TimeSpan.FromMinutes(4.9));
        lists.Cut("a", 1, 0, 10).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(0.2));
        lists.Cut("a", 1, 0, 10).ShouldBeNull();
        lists.Count.ShouldBe(0);
    }

    [Fact]
    public void The_oldest_lists_go_where_memory_is_short()
    {
        var lists = new PinnedLists(3 * List("a").Bytes, TimeSpan.FromMinutes(5), _time);
        foreach (var id in (string[])["a", "b", "c", "d", "e"])
        {
            Add(lists, id);
        }

        lists.Count.ShouldBe(3);
        lists.Cut("b", 1, 0, 10).ShouldBeNull();
        lists.Cut("c", 1, 0, 10).ShouldNotBeNull();
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

    [Fact]
    public void A_page_is_cut_where_it_begins_and_of_the_search_that_the_list_answers_alone()
    {
        var lists = new PinnedLists(1_000_000, TimeSpan.FromMinutes(5), _time);
        Add(lists, "a");

        lists.Cut("a", 1, 1, 10)!.Items.Select(item => (item.ItemId, item.Score)).ShouldBe([("i2", 1f)]);
        lists.Cut("a", 1, 5, 10)!.Items.ShouldBeEmpty();
        lists.Cut("a", 2, 0, 10).ShouldBeNull();
    }

    [Fact]
    public void A_page_that_was_cut_is_not_changed_by_a_list_that_takes_over_its_memory()
    {
        var lists = new PinnedLists(List("a").Bytes, TimeSpan.FromMinutes(5), _time);
        Add(lists, "a");
        var page = lists.Cut("a", 1, 0, 10)!;
        lists.Add(List("b"), [new FoundItem("x", 9, SearchTier.Content, []), new FoundItem("y", 8, SearchTier.Content, [])]);

        lists.Count.ShouldBe(1);
        page.Items.Select(item => item.ItemId).ShouldBe(["i1", "i2"]);
        lists.Cut("b", 1, 0, 10)!.Items.Select(item => item.ItemId).ShouldBe(["x", "y"]);
    }

    private static void Add(PinnedLists lists, string id) =>
        lists.Add(List(id), [new FoundItem("i1", 2, SearchTier.Text, []), new FoundItem("i2", 1, SearchTier.Text, [])]);

    private static PinnedList List(string id) => new(
        1, 2,
        new ListHead(id, "n", 2, new Dictionary<string, IReadOnlyList<Models.Search.Queries.FacetCount>>(), [], null, 1, "history"));
}
