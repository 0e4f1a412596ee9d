using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Data;

/// <summary>Files without a header: known by what they hold, given by number, or refused.</summary>
public sealed class HeadlessFileTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>The third column are ratings from 1 to 5; as times they would lie in January 1970.</summary>
    [Theory]
    [InlineData("u.data", "196\t242\t3\t881250949\n186\t302\t5\t891717742\n", "sessions")]
    [InlineData("u.data", "196\t242\t3\t881250949\n186\t302\t5\t891717742\n", null)]
    [InlineData("u.data", "196\t242\t3\t881250949\n186\t302\t5\t891717742\n", "movielens")]
    [InlineData("ratings.dat", "196::242::3::881250949\r\n186::302::4.5::891717742\r\n", null)]
    [InlineData("ratings.csv", "userId,movieId,rating,timestamp\n196,242,3.5,881250949\n186,302,5.0,891717742\n", null)]
    [InlineData("ratings.csv", "userId,movieId,rating,timestamp\n196,242,3.5,881250949\n186,302,5.0,891717742\n", "movielens")]
    public void MovieLens_has_its_time_in_the_fourth_column_also_before_2000(string name, string content, string? format)
    {
        var data = _files.Read(name, content, format);

        data.Lines().ShouldBe(["196 242 881250949000", "186 302 891717742000"]);
        data.TimeNote.ShouldBeNull();
    }

    [Fact]
    public void Taobao_names_its_behaviours_and_its_category_is_no_time()
    {
        var data = _files.Read(
            "UserBehavior.csv",
            "1,2268318,2520377,pv,1511544070\n1,2268319,2520377,cart,1511544071\n1,2268320,2520377,fav,1511544072\n"
            + "1,2268321,2520377,buy,1511544073\n1,2268322,2520377,pv,-2134949234\n");

        data.Clicks.Select(click => click.Type)
            .ShouldBe([EventType.ViewItem, EventType.AddToCart, EventType.SelectItem, EventType.Purchase]);
        data.Clicks[0].TimeMs.ShouldBe(1_511_544_070_000);
        data.Catalog[0].Category.ShouldBe("2520377");
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["no time"] = 1 });
        data.Columns.Single().ShouldContain("time = column 5 (seconds)");
    }

    [Fact]
    public void Yoochoose_has_clicks_with_a_category_and_buys_with_a_price()
    {
        var clicks = _files.Read(
            "yoochoose-clicks.dat", "1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,S\n");
        var buys = _files.Read("yoochoose-buys.dat", "420374,2014-04-06T18:44:58.314Z,214537888,12462,1\n");

        clicks.Lines().ShouldBe(["1 214536502 1396867869277", "1 214536500 1396868049868"]);
        buys.Clicks.Single().Type.ShouldBe(EventType.Purchase);
        buys.Catalog.Single().Price.ShouldBe(12462);
    }

    [Fact]
    public void Columns_are_given_by_number_from_one_on()
    {
        var data = _files.Read(
            "log.tsv", "x\tu1\t5\ti1\t2\t1714557600\nx\tu1\t5\ti2\t4\t1714557601\n",
            columns: "user=2,item=4,event=5,time=6", events: "2=view_item,4=purchase");

        data.Lines().ShouldBe(["u1 i1 1714557600000", "u1 i2 1714557601000"]);
        data.Clicks.Select(click => click.Type).ShouldBe([EventType.ViewItem, EventType.Purchase]);
        data.Columns.Single()
            .ShouldBe("user = column 2, item = column 4, time = column 6 (seconds), event = column 5");
    }

    [Theory]
    [InlineData("who,what,when\na,x,1714557600\n")]
    [InlineData("user_id,item_id,timestamp\na,x,1714557600\n")]
    public void Columns_by_number_pass_over_a_header(string csv) =>
        _files.Read("x.csv", csv, columns: "user=1,item=2,time=3").Lines().ShouldBe(["a x 1714557600000"]);

    [Fact]
    public void A_name_goes_before_a_number()
    {
        var data = _files.Read("x.csv", "3,2,1\na,x,1714557600\n", columns: "user=3,item=2,time=1");

        data.Lines().ShouldBe(["a x 1714557600000"]);
    }

    [Theory]
    [InlineData("user=1,item=2,time=4")]
    [InlineData("user=0,item=2,time=3")]
    public void A_number_beyond_the_columns_is_an_error_with_the_first_row(string columns) =>
        _files.Refusal("x.csv", "a,b,1714557600\n", columns: columns).ShouldSatisfyAllConditions(
            message => message.ShouldContain("go from 1 to 3"), message => message.ShouldContain("'a, b, 1714557600'"));

    [Theory]
    [InlineData("x.txt", "1\t2\t5\n1\t3\t4\n", "the time")]
    [InlineData("x.csv", "1,2,5\n1,3,4\n", "the item")]
    [InlineData("x.txt", "1 2 3 4 5 6\n", "the time")]
    [InlineData("x.txt", "1 1592337718\n1 1592337719\n", "the item")]
    [InlineData("x.csv", "one,two,three,four\n1,2,5,1714557600\n", "the item")]
    public void What_cannot_be_told_is_said_with_the_first_row_and_an_example(string name, string content, string what) =>
        _files.Refusal(name, content).ShouldSatisfyAllConditions(
            message => message.ShouldContain($"cannot tell which column is {what}"),
            message => message.ShouldContain(content.Split('\n')[0].Split(' ', ',', '\t')[1]),
            message => message.ShouldContain("--columns user=1,item=2,time=4"));

    [Fact]
    public void Item_ids_that_look_like_times_do_not_move_the_columns()
    {
        var data = _files.Read("x.txt", "1\t1592337718\t1592337000\n2\t1592337719\t1592337001\n");

        data.Lines().ShouldBe(["1 1592337718 1592337000000", "2 1592337719 1592337001000"]);
    }
}
