using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Data;

/// <summary>What files of events say of searches.</summary>
public sealed class SearchFileTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Lists_and_what_was_done_under_a_search_id_are_kept_with_their_positions()
    {
        var searches = _files.Read("clicks.ndjson", """
            {"event_id":"1","event_type":"select_item","user_id":"u","search_id":"s1","item_id":"b","timestamp":1795700002000}
            {"event_id":"2","event_type":"search","user_id":"u","search_id":"s1","query":"red lamp","timestamp":1795700000000,"items":[{"item_id":"a","index":1},{"item_id":"b","index":2}]}
            {"event_id":"3","event_type":"view_item_list","user_id":"u","search_id":"s1","timestamp":1795700001000,"items":[{"item_id":"c"}]}
            {"event_id":"4","event_type":"view_item_list","user_id":"u","timestamp":1795700001000,"items":[{"item_id":"d"}]}
            {"event_id":"5","event_type":"view_item","user_id":"u","item_id":"b","timestamp":1795700003000}
            """).Searches;

        searches.Select(search => (search.Type, search.Query, search.SearchId, Items: string.Join(',', search.Items.Select(item => $"{item.ItemId}{item.Position}"))))
            .ShouldBe(
            [
                (EventType.Search, "red lamp", "s1", "a1,b2"), (EventType.ViewItemList, "", "s1", "c1"), (EventType.SelectItem, "", "s1", "b0"),
            ]);
    }
}
