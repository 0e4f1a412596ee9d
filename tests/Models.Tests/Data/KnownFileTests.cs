using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Data;

/// <summary>Public data sets by the columns and names of events that they have.</summary>
public sealed class KnownFileTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("shop.inter", null)]
    [InlineData("shop.inter", "sessions")]
    [InlineData("shop.inter", "recbole")]
    [InlineData("shop.tsv", null)]
    public void RecBole_headers_have_types_and_the_rating_is_no_time(string name, string? format)
    {
        var data = _files.Read(
            name, "user_id:token\titem_id:token\trating:float\ttimestamp:float\n0\t7\t5.0\t1661200000.0\n1\t8\t3.0\t1661200001.0\n",
            format);

        data.Lines().ShouldBe(["0 7 1661200000000", "1 8 1661200001000"]);
        data.Columns.Single().ShouldBe("user = user_id, item = item_id, time = timestamp (seconds)");
    }

    [Fact]
    public void RecBole_without_a_time_keeps_its_order_and_says_so()
    {
        var data = _files.Read("shop.inter", "user_id:token\titem_id:token\trating:float\n0\t7\t5.0\n0\t8\t3.0\n");

        data.Clicks.Select(click => click.ItemId).ShouldBe(["7", "8"]);
        data.TimeNote.ShouldNotBeNull().ShouldContain("no times");
    }

    [Fact]
    public void RecBole_is_refused_where_the_header_has_no_types() =>
        _files.Refusal("x.tsv", "user_id\titem_id\n0\t7\n", "recbole").ShouldContain("no header of RecBole");

    [Theory]
    [InlineData("otto.jsonl", null)]
    [InlineData("otto.jsonl", "ndjson")]
    [InlineData("otto.txt", "otto")]
    public void Otto_has_a_session_a_line(string name, string? format)
    {
        const string Lines = """
            {"session": 12, "events": [{"aid": 0, "ts": 1661200000000, "type": "clicks"}, {"aid": 2, "ts": 1661200002000, "type": "carts"}]}
            {"session": 13, "events": [{"aid": 3, "ts": 1661200003000, "type": "orders"}, {"ts": 1661200004000, "type": "orders"}, {"aid": 3, "ts": 0, "type": "clicks"}, {"aid": 3, "ts": 1661200003000, "type": "wishes"}, 7]}
            {"session": null, "events": []}
            {"session": 14}
            {"session":
            """;

        var data = _files.Read(name, Lines, format);

        data.Clicks.Select(click => (click.UserId, click.SessionId, click.ItemId, click.TimeMs, click.Type)).ShouldBe(
        [
            ("12", "12", "0", 1_661_200_000_000, EventType.ViewItem),
            ("12", "12", "2", 1_661_200_002_000, EventType.AddToCart),
            ("13", "13", "3", 1_661_200_003_000, EventType.Purchase),
        ]);
        data.Skipped.ShouldBe(
            new Dictionary<string, long>
            {
                ["no item"] = 2,
                ["unreadable time"] = 1,
                ["unknown event 'wishes'"] = 1,
                ["no session"] = 1,
                ["no events[]"] = 1,
                ["broken JSON"] = 1,
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Amazon_Personalize_reads_its_columns_and_names_events_of_ones_own()
    {
        const string Csv = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE,IMPRESSION\nu0,i0,1661200000,View,,i1|i2\n"
            + "u0,i1,1661200001,Purchase,,i1|i2\nu0,i2,1661200002,watch,,i1|i2\nu0,i3,1661200003,like,,i1|i2\n";

        var unmapped = _files.Read("personalize.csv", Csv);
        var mapped = _files.Read("personalize.csv", Csv, events: "Watch=view_item,like=none");

        unmapped.Clicks.Count.ShouldBe(2);
        ClickDatasetLines.Of(unmapped).ShouldContain("skipped 1 lines: unknown event 'watch'");
        ClickDatasetLines.Of(unmapped).Last().ShouldContain("--events 'watch=view_item'");
        mapped.Clicks.Select(click => click.Type)
            .ShouldBe([EventType.ViewItem, EventType.Purchase, EventType.ViewItem]);
        mapped.Skipped.ShouldBe(new Dictionary<string, long> { ["passed over: event 'like'"] = 1 });
    }

    [Fact]
    public void Coveo_says_the_action_on_a_product_and_page_views_are_no_clicks()
    {
        var data = _files.Read(
            "browsing_train.csv",
            "session_id_hash,event_type,product_action,product_sku_hash,server_timestamp_epoch_ms,hashed_url\n"
            + "s0,pageview,,,1661200000000,u0\ns0,event_product,detail,p1,1661200000001,u1\n"
            + "s0,event_product,add,p2,1661200000002,u2\ns0,event_product,remove,p3,1661200000003,u3\n");

        data.Clicks.Select(click => (click.ItemId, click.Type))
            .ShouldBe([("p1", EventType.ViewItem), ("p2", EventType.AddToCart), ("p3", EventType.RemoveFromCart)]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["passed over: event 'pageview'"] = 1 });
    }

    [Fact]
    public void Trivago_has_items_as_references_and_a_searched_place_is_none()
    {
        var data = _files.Read(
            "trivago.csv",
            "user_id,session_id,timestamp,step,action_type,reference,platform,city,device,current_filters,impressions,prices\n"
            + "U0,s0,1541037460,1,search for poi,\"Port de la Selva\",ES,\"Sitges, Spain\",mobile,,,\n"
            + "U0,s0,1541037461,2,interaction item image,2000,ES,\"Sitges, Spain\",mobile,,1|2|3,10|20|30\n"
            + "U0,s0,1541037461,3,clickout item,2001,ES,\"Sitges, Spain\",mobile,,1|2|3,10|20|30\n"
            + "U0,s0,1541037463,4,filter selection,Free WiFi,ES,\"Sitges, Spain\",mobile,,,\n");

        data.Clicks.Select(click => (click.ItemId, click.Type))
            .ShouldBe([("", EventType.Search), ("2000", EventType.ViewItem), ("2001", EventType.SelectItem)]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["passed over: event 'filter selection'"] = 1 });
    }

    [Fact]
    public void Tianchi_has_numbers_for_behaviours_which_may_be_given_another_meaning()
    {
        const string Csv = "user_id,item_id,behavior_type,user_geohash,item_category,time\n1,10,1,,5,2014-12-06 02\n"
            + "1,11,2,,5,2014-12-06 03\n1,12,3,,5,2014-12-06 04\n1,13,4,,5,2014-12-06 05\n";

        var usual = _files.Read("tianchi.csv", Csv);
        var own = _files.Read("tianchi.csv", Csv, events: "2=add_to_cart");

        usual.Clicks.Select(click => click.Type)
            .ShouldBe([EventType.ViewItem, EventType.SelectItem, EventType.AddToCart, EventType.Purchase]);
        usual.Clicks[0].TimeMs.ShouldBe(1_417_831_200_000);
        own.Clicks[1].Type.ShouldBe(EventType.AddToCart);
    }

    [Theory]
    [InlineData("clickout")]
    [InlineData("clickout=juggle")]
    [InlineData("=purchase")]
    public void A_wrong_map_of_events_is_refused_with_the_types_there_are(string map) =>
        Should.Throw<DataFileException>(() => EventMap.Parse(map)).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain($"'{map}'"), message => message.ShouldContain("view_item"));
}
