using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Data;

public sealed class ClickFileReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Clicks_come_out_in_event_time_order_and_equal_times_in_file_order()
    {
        var path = _files.Write("s.txt", "SessionId\tItemId\tTime\n1\tc\t1700000300.0\n2\ta\t1700000100.5\n1\tb\t1700000300.0\n");

        var clicks = ClickFileReader.Read(path, ClickFileFormat.Sessions).Clicks;

        clicks.Select(c => (c.SessionId, c.ItemId, c.TimeMs))
            .ShouldBe([("2", "a", 1_700_000_100_500L), ("1", "c", 1_700_000_300_000L), ("1", "b", 1_700_000_300_000L)]);
    }

    [Theory]
    [InlineData("7,x,1592337718\n7,y,1592337719\n")]
    [InlineData("7 x 1592337718\n7 y 1592337719")]
    [InlineData("7;x;2020-06-16T20:01:58Z\r\n7;y;2020-06-16 20:01:59 UTC\r\n")]
    [InlineData("session_id,time,item_id\n7,1592337718000,x\n7,1592337719000000,y\n")]
    public void Sessions_are_read_with_any_separator_with_or_without_a_header(string content)
    {
        var data = ClickFileReader.Read(_files.Write("s.txt", content), ClickFileFormat.Sessions);

        data.Clicks.ShouldBe(
        [
            new HistoricClick("7", "7", "x", 1_592_337_718_000, EventType.ViewItem),
            new HistoricClick("7", "7", "y", 1_592_337_719_000, EventType.ViewItem),
        ]);
        data.TimeNote.ShouldBeNull();
        data.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Without_times_the_order_of_the_file_is_kept_20_to_40_seconds_apart_and_said_so()
    {
        var path = _files.Write("lines.txt", "5 6 5\n9\n");

        var data = ClickFileReader.Read(path, ClickFileFormat.SessionLines);

        var first = data.Clicks.Where(c => c.SessionId == "s1").ToArray();
        first.Select(c => c.ItemId).ShouldBe(["5", "6", "5"]);
        first.Zip(first.Skip(1), (a, b) => b.TimeMs - a.TimeMs).ShouldAllBe(gap => gap >= 20_000 && gap <= 40_000);
        data.Clicks.Single(c => c.SessionId == "s2").TimeMs.ShouldBe(MadeUpTimes.EpochMs + MadeUpTimes.VisitSpacingMs);
        data.TimeNote.ShouldNotBeNull().ShouldContain("no times");
    }

    [Fact]
    public void User_lines_begin_with_the_user()
    {
        var data = ClickFileReader.Read(_files.Write("u.txt", "anna 1 2\nbert 3\n\nlonely\n"), ClickFileFormat.UserLines);

        data.Clicks.Count.ShouldBe(3);
        data.Clicks.Where(c => c.UserId == "anna").Select(c => c.ItemId).ShouldBe(["1", "2"]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["no item"] = 1 });
    }

    [Fact]
    public void Days_only_become_times_of_that_day_in_the_order_of_the_session()
    {
        var path = _files.Write("clicks.csv", Eshop.Header + Eshop.Line(1, 2, 8, "B2") + Eshop.Line(1, 1, 8, "A1")
            + Eshop.Line(2, 1, 9, "P82"));

        var data = ClickFileReader.Read(path, ClickFileFormat.Eshop);

        data.Clicks.Select(c => c.ItemId).ShouldBe(["A1", "B2", "P82"]);
        data.Clicks.Select(c => c.TimeMs / ClickTime.DayMs)
            .ShouldBe(data.Clicks.Select(c => c.UserId == "8" ? 13_970L : 13_971L));
        (data.Clicks[1].TimeMs - data.Clicks[0].TimeMs).ShouldBeInRange(20_000, 40_000);
        data.TimeNote.ShouldNotBeNull().ShouldContain("day only");
    }

    [Fact]
    public void A_long_visit_still_ends_on_its_day()
    {
        var lines = string.Concat(Enumerable.Range(1, 5_000).Select(i => Eshop.Line(1, i, 8, "A1")));

        var data = ClickFileReader.Read(_files.Write("clicks.csv", Eshop.Header + lines), ClickFileFormat.Eshop);

        data.Clicks.ShouldAllBe(c => c.TimeMs / ClickTime.DayMs == 13_970);
    }

    [Fact]
    public void Eshop_items_have_plain_names_from_the_products_file_or_else_from_the_clicks()
    {
        var path = _files.Write("clicks.csv", Eshop.Header + Eshop.Line(1, 1, 8, "A13"));
        var fromClicks = ClickFileReader.Read(path, ClickFileFormat.Eshop).Catalog;
        _files.Write("products.csv", "product,category,colour,price_usd\nA13,trousers,black,28\nP8,sale,of many colors,9\n");
        var fromProducts = ClickFileReader.Read(path, ClickFileFormat.Eshop).Catalog;

        fromClicks.Single().Name.ShouldBe("beige trousers A13");
        fromClicks.Single().Price.ShouldBe(28);
        fromProducts.Select(i => i.Name).ShouldBe(["black trousers A13", "multicoloured sale item P8"]);
    }

    [Fact]
    public void Csv_columns_are_found_by_their_usual_names_and_items_are_described()
    {
        const string Csv = """
            event_time,event_type,product_id,category_code,brand,price,user_id,user_session
            2019-10-01 00:00:00 UTC,view,44,"shoes, boots",acme,35.79,u1,sx
            2019-10-01 00:00:04 UTC,cart,44,,,34.5,u1,sx
            """;

        var data = ClickFileReader.Read(_files.Write("r.csv", Csv), ClickFileFormat.Csv);

        data.Clicks.Select(c => (c.UserId, c.SessionId, c.ItemId, c.Type))
            .ShouldBe([("u1", "sx", "44", EventType.ViewItem), ("u1", "sx", "44", EventType.AddToCart)]);
        var item = data.Catalog.Single();
        (item.Category, item.Brand, item.Price).ShouldBe(("shoes, boots", "acme", 34.5));
    }

    [Fact]
    public void Csv_columns_can_be_named_and_sessions_are_cut_after_half_an_hour()
    {
        const string Csv = "when|who|what\n1000000000|a|x\n1000001800|a|y\n1000003601|a|z\n";

        var data = ClickFileReader.Read(
            _files.Write("x.csv", Csv), ClickFileFormat.Csv, ColumnMap.Parse("user=who, item=what, time=when"));

        data.Clicks.Select(c => c.SessionId).ShouldBe(["a/1", "a/1", "a/2"]);
    }

    [Fact]
    public void Unusable_lines_are_counted_by_reason_and_the_rest_is_read()
    {
        const string Csv = "user,item,time,event\na,1,1700000100,view\n,2,1700000100,view\na,,1700000100,view\na,3,soon,view\n"
            + "a,4,1700000100,juggle\na,5\n\"a,6,1700000100,view\na,,1700000101,view_home\n";

        var data = ClickFileReader.Read(_files.Write("x.csv", Csv), ClickFileFormat.Csv);

        data.Clicks.Select(c => c.Type).ShouldBe([EventType.ViewItem, EventType.ViewHome]);
        data.Skipped.ShouldBe(
            new Dictionary<string, long>
            {
                ["no user and no session"] = 1,
                ["no item"] = 1,
                ["unreadable time"] = 1,
                ["unknown event 'juggle'"] = 1,
                ["too few columns"] = 1,
                ["a quote is not closed"] = 1,
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Json_lines_are_read_from_ga4_segment_and_flat_forms()
    {
        const string Json = """
            {"event_type":"purchase","user_id":"u","timestamp":1700000000000,"items":[{"item_id":"a","price":2.5},{"item_id":"b"}]}
            {"event":"Product Added","anonymousId":"v","timestamp":"2023-11-14T22:13:21Z","properties":{"product_id":"c","category":"hats"}}
            {"user":7,"item":8,"ts":1700000002}
            {"user":7,"item":8,"ts":17000000
            []
            """;

        var data = ClickFileReader.Read(_files.Write("e.ndjson", Json), ClickFileFormat.Ndjson);

        data.Clicks.Select(c => (c.UserId, c.ItemId, c.TimeMs, c.Type)).ShouldBe(
        [
            ("u", "a", 1_700_000_000_000, EventType.Purchase),
            ("u", "b", 1_700_000_000_000, EventType.Purchase),
            ("v", "c", 1_700_000_001_000, EventType.AddToCart),
            ("7", "8", 1_700_000_002_000, EventType.ViewItem),
        ]);
        data.Catalog.Select(i => i.ItemId).ShouldBe(["a", "c"]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["broken JSON"] = 1, ["not a JSON object"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public void Json_paths_can_be_named_and_a_line_without_a_time_among_others_is_counted()
    {
        const string Json = """{"a":{"who":"u"},"b":{"sku":"1"},"time":1700000005}""" + "\n" + """{"a":{"who":"u"},"b":{"sku":"2"}}""";

        var data = ClickFileReader.Read(
            _files.Write("e.ndjson", Json), ClickFileFormat.Ndjson, ColumnMap.Parse("user=a.who,item=b.sku"));

        data.Clicks.Single().ItemId.ShouldBe("1");
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["no time"] = 1 });
    }

    [Fact]
    public void A_gzip_file_reads_like_the_plain_one_and_a_byte_order_mark_is_no_part_of_a_name()
    {
        const string Content = "\uFEFFuser,item,time\na,1,1700000100\n";

        var plain = ClickFileReader.Read(_files.Write("x.csv", Content), ClickFileFormat.Csv);
        var zipped = ClickFileReader.Read(_files.WriteZipped("x.csv.gz", Content), ClickFileFormat.Csv);

        plain.Clicks.Count.ShouldBe(1);
        zipped.Clicks.ShouldBe(plain.Clicks);
    }

    [Fact]
    public void Bad_bytes_and_endless_lines_are_counted_and_cost_only_themselves()
    {
        byte[] content = [.. "user,item\na,1\n"u8, 0xC3, 0x28, .. ",2\n"u8, .. new byte[3 << 20], .. "\na,3\n"u8];

        var data = ClickFileReader.Read(_files.Write("x.csv", content), ClickFileFormat.Csv);

        data.Clicks.Select(c => c.ItemId).ShouldBe(["1", "3"]);
        data.Skipped.ShouldBe(
            new Dictionary<string, long> { ["not valid UTF-8"] = 1, ["longer than 1 MiB"] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public void What_cannot_be_used_at_all_is_said_in_one_sentence_with_the_setting()
    {
        var csv = _files.Write("x.csv", "a,b\n1,2\n");
        var empty = _files.Write("empty.csv", "");
        var cut = _files.Write("cut.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);

        Message("nowhere.csv", ClickFileFormat.Csv).ShouldContain("nowhere.csv");
        Message(csv, ClickFileFormat.Csv).ShouldSatisfyAllConditions(
            m => m.ShouldContain("x.csv, line 1"), m => m.ShouldContain("--columns"), m => m.ShouldContain("'a, b'"));
        Message(csv, ClickFileFormat.Eshop).ShouldContain("--format");
        Message(empty, ClickFileFormat.Csv).ShouldContain("it has no line of data");
        Message(cut, ClickFileFormat.SessionLines).ShouldContain("cut.gz");
        Message(csv, ClickFileFormat.Csv, "item=b,user=zebra").ShouldContain("'zebra'");
        Message(csv, ClickFileFormat.SessionLines, "item=b").ShouldContain("--columns");
        Should.Throw<DataFileException>(() => ColumnMap.Parse("colour=b")).Message.ShouldContain("colour=b");
    }

    [Fact]
    public void Reading_ends_when_it_is_cancelled()
    {
        var path = _files.Write("x.txt", string.Concat(Enumerable.Repeat("1 2\n", 5_000)));

        Should.Throw<OperationCanceledException>(
            () => ClickFileReader.Read(path, ClickFileFormat.SessionLines, ct: new CancellationToken(canceled: true)));
    }

    private static string Message(string path, ClickFileFormat format, string? columns = null) =>
        Should.Throw<DataFileException>(
            () => ClickFileReader.Read(path, format, columns is null ? null : ColumnMap.Parse(columns))).Message;

    private static class Eshop
    {
        public const string Header = "year;month;day;order;country;session ID;page 1 (main category);"
            + "page 2 (clothing model);colour;location;model photography;price;price 2;page\r\n";

        public static string Line(int day, int order, int session, string item) =>
            $"2008;4;{day};{order};29;{session};1;{item};1;5;1;28;2;1\r\n";
    }
}
