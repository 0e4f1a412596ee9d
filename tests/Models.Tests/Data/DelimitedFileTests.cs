namespace StreamReco.Models.Tests.Data;

/// <summary>Quotes, line ends and odd rows of files with columns.</summary>
public sealed class DelimitedFileTests : IDisposable
{
    private const string Header = "user_id,title,item_id,timestamp\n";

    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_line_break_in_quotes_is_text(string end)
    {
        var csv = (Header + "u0,Chair,p0,1714557600\nu0,\"Lamp\nfor desk, white\n\n\"\"new\"\"\",p1,1714557601\nu0,Chair,p2,1714557602\n")
            .ReplaceLineEndings(end);

        var data = _files.Read("x.csv", csv);

        data.Lines().ShouldBe(["u0 p0 1714557600000", "u0 p1 1714557601000", "u0 p2 1714557602000"]);
        data.Catalog.Single(item => item.ItemId == "p1").Name.ShouldBe("Lamp\nfor desk, white\n\n\"new\"");
        data.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void A_lone_quote_in_a_file_with_tabs_is_text()
    {
        const string Tsv = "user_id\ttitle\titem_id\ttimestamp\n"
            + "u0\t\"Heroes\" LP\tp0\t1714557600\nu0\t\"Unclosed 12 inch\tp1\t1714557601\nu0\t5\" pipe\tp2\t1714557602\n"
            + "u0\tends in \"\tp3\t1714557603\n\"u0\"\t\"all quoted\"\t\"p4\"\t\"1714557604\"\nu0\t\"\"\tp5\t1714557605\n";

        var data = _files.Read("x.tsv", Tsv);

        data.Clicks.Select(click => (click.UserId, click.ItemId))
            .ShouldBe([("u0", "p0"), ("u0", "p1"), ("u0", "p2"), ("u0", "p3"), ("u0", "p4"), ("u0", "p5")]);
        data.Catalog.Select(item => item.Name)
            .ShouldBe(["\"Heroes\" LP", "\"Unclosed 12 inch", "5\" pipe", "ends in \"", "all quoted", "p5"]);
        data.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void Quotes_in_a_file_with_tabs_may_hold_tabs_and_line_breaks_where_the_columns_say_so()
    {
        const string Tsv = "user_id\ttitle\titem_id\ttimestamp\n"
            + "u0\t\"a\tb\"\tp0\t1714557600\nu0\t\"c\nd\"\tp1\t1714557601\nu0\tx\tp2\t1714557602\n";

        var data = _files.Read("x.tsv", Tsv);

        data.Catalog.Select(item => item.Name).ShouldBe(["a\tb", "c\nd", "x"]);
        data.Skipped.ShouldBeEmpty();
    }

    /// <summary>A strict parser takes such a quote for a beginning and swallows the file up to the next one.</summary>
    [Fact]
    public void A_quote_inside_a_field_of_a_csv_is_text()
    {
        const string Csv = Header + "u0,5\" pipe,p0,1714557600\nu0,6\" pipe,p1,1714557601\nu0,\"Heroes\" LP,p2,1714557602\n";

        var data = _files.Read("x.csv", Csv);

        data.Catalog.Select(item => item.Name).ShouldBe(["5\" pipe", "6\" pipe", "\"Heroes\" LP"]);
    }

    [Fact]
    public void A_quote_of_a_csv_that_is_never_closed_costs_its_own_line_only()
    {
        var rows = string.Concat(Enumerable.Range(1, 3000).Select(i => $"u0,Chair,p{i},{1714557600 + i}\n"));

        var data = _files.Read("x.csv", Header + "u0,\"Unclosed,p0,1714557600\n" + rows);

        data.Clicks.Count.ShouldBe(3000);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["a quote is not closed"] = 1 });
    }

    [Fact]
    public void Quotes_that_are_never_closed_in_one_line_after_the_other_cost_their_own_lines_only()
    {
        var data = _files.Read(
            "x.csv",
            Header + "u0,\"Unclosed,p0,1714557600\nu0,\"Unclosed,p1,1714557601\nu0,Chair,p2,1714557602\nu0,\"a\nb\",p3,1714557603\n");

        data.Clicks.Select(click => click.ItemId).ShouldBe(["p2", "p3"]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["a quote is not closed"] = 2 });
    }

    [Fact]
    public void A_quoted_delimiter_is_text_and_a_delimiter_too_many_is_counted()
    {
        const string Csv = Header + "u0,\"Lamp, white\",p0,1714557600\nu0,Lamp, white,p1,1714557601\nu0,Lamp,p2,1714557602,\n"
            + "u0,Lamp\n";

        var data = _files.Read("x.csv", Csv);

        data.Clicks.Select(click => click.ItemId).ShouldBe(["p0", "p2"]);
        data.Skipped.ShouldBe(
            new Dictionary<string, long> { ["more columns than the header"] = 1, ["too few columns"] = 1 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("USER_ID,ITEM_ID,TIMESTAMP")]
    [InlineData("\uFEFFUser ID;Item-Id;Time Stamp")]
    [InlineData("\"userId\"\t\"itemId\"\t\"timestamp\"")]
    [InlineData("user|item|event_time")]
    [InlineData("\uFEFF\"user_id\",\"item_id\",\"ts\"")]
    public void Headers_are_found_in_any_case_with_any_delimiter_and_after_a_byte_order_mark(string header)
    {
        var delimiter = header.Contains(';') ? ';' : header.Contains('\t') ? '\t' : header.Contains('|') ? '|' : ',';

        var data = _files.Read("x.csv", $"{header}\nu,i,1714557600\n".Replace(",i,", $"{delimiter}i{delimiter}"));

        data.Lines().ShouldBe(["u i 1714557600000"]);
    }

    [Fact]
    public void A_large_file_reads_the_same_whatever_the_limits_of_its_parts()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i =>
            $"u{i % 97},\"{new string('x', i % 50)}{(i % 3 == 0 ? "\n" : "")}\"\"q\"\",\",p{i % 31},{1714557600 + i}\n");

        var data = _files.Read("x.csv", Header + string.Concat(rows));

        data.Clicks.Count.ShouldBe(20_000);
        data.Clicks.Select((click, i) => click.ItemId == $"p{i % 31}" && click.UserId == $"u{i % 97}").ShouldAllBe(same => same);
        data.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_or_missing_user_falls_back_to_the_visitor_then_to_the_session_and_is_never_one_person()
    {
        const string Csv = "session_id,user_id,visitor_id,product_id,event_time\n"
            + "s0,u0,v0,p0,2019-10-01 00:00:00 UTC\ns1,,v1,p1,2019-10-01 00:00:01 UTC\ns2,NULL,nan,p2,2019-10-01 00:00:02 UTC\n"
            + "NA,N/A,(not set),p3,2019-10-01 00:00:03 UTC\ns4,undefined,null,NULL,2019-10-01 00:00:04 UTC\n";

        var data = _files.Read("guests.csv", Csv);

        data.Clicks.Select(click => (click.UserId, click.ItemId)).ShouldBe([("u0", "p0"), ("v1", "p1"), ("s2", "p2")]);
        data.Skipped.ShouldBe(
            new Dictionary<string, long> { ["no user and no session"] = 1, ["no item"] = 1 }, ignoreOrder: true);
        data.Columns.Single().ShouldBe(
            "user = user_id or visitor_id, session = session_id, item = product_id, time = event_time (date and time)");
    }

    [Fact]
    public void A_title_beside_an_id_is_never_an_item()
    {
        var data = _files.Read(
            "x.csv", "user_id,product,product_id,timestamp\nu,Lamp,p0,1714557600\nu,Chair,,1714557601\n");

        data.Clicks.Single().ItemId.ShouldBe("p0");
        data.Skipped.Keys.ShouldBe(["no item"]);
    }
}
