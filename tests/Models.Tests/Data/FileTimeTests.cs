using StreamReco.Models.Data;

namespace StreamReco.Models.Tests.Data;

/// <summary>A number is a time only if it can be one.</summary>
public sealed class FileTimeTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("1714557600", "seconds", 1_714_557_600_000)]
    [InlineData("1714557600.25", "seconds", 1_714_557_600_250)]
    [InlineData("1.7145576E9", "seconds", 1_714_557_600_000)]
    [InlineData("1714557600123", "milliseconds", 1_714_557_600_123)]
    [InlineData("1714557600123.0", "milliseconds", 1_714_557_600_123)]
    [InlineData("1714557600123456", "microseconds", 1_714_557_600_123)]
    [InlineData("1714557600123456789", "nanoseconds", 1_714_557_600_123)]
    [InlineData("2024-05-01 10:00:00 UTC", "date and time", 1_714_557_600_000)]
    [InlineData("2024-05-01 10:00:00.250 UTC", "date and time", 1_714_557_600_250)]
    [InlineData("2024-05-01T12:00:00+02:00", "date and time", 1_714_557_600_000)]
    [InlineData("2024-05-01T10:00:00.123456Z", "date and time", 1_714_557_600_123)]
    [InlineData("2024/05/01 10:00:00", "date and time", 1_714_557_600_000)]
    [InlineData("2024-05-01 10", "date and time", 1_714_557_600_000)]
    public void Times_are_read_in_every_unit_and_the_unit_is_said(string time, string unit, long expectedMs)
    {
        var data = _files.Read("x.csv", $"user,item,time\nu,i,{time}\n");

        data.Clicks.Single().TimeMs.ShouldBe(expectedMs);
        data.Columns.Single().ShouldBe($"user = user, item = item, time = time ({unit})");
        data.TimeNote.ShouldBeNull();
    }

    /// <summary>0 and -1 are what exports write where they know no time.</summary>
    [Fact]
    public void Zero_and_less_are_no_time()
    {
        var data = _files.Read(
            "zero-time.csv", "user_id,item_id,timestamp\nu0,p0,0\nu0,p1,-1\nu0,p2,1714557600\nu1,p1,0\nu1,p3,NULL\nu1,p4,\n");

        data.Lines().ShouldBe(["u0 p2 1714557600000"]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["no time"] = 5 });
    }

    [Theory]
    [InlineData("5", "4")]
    [InlineData("0", "0")]
    [InlineData("2520377", "2520378")]
    [InlineData("soon", "later")]
    [InlineData("829", "1111")]
    [InlineData("9000000001", "9000000002")]
    public void A_column_of_something_else_is_refused_with_its_name_and_first_value(string first, string second) =>
        _files.Refusal("x.csv", $"user,item,time\nu,a,{first}\nu,b,{second}\n").ShouldSatisfyAllConditions(
            message => message.ShouldContain("the column 'time' is no time"),
            message => message.ShouldContain($"'{first}'"),
            message => message.ShouldContain("Validation:EarliestEventTime"),
            message => message.ShouldContain("--columns time="));

    [Fact]
    public void Ids_of_which_some_could_be_times_are_refused() =>
        _files.Refusal("x.csv", "user,item,x\nu,a,1714557600\nu,b,12\nu,c,13\n", columns: "time=x")
            .ShouldContain("the column 'x' is no time: its first value that is none is '12', and 1 of 3");

    [Fact]
    public void A_few_damaged_times_cost_their_lines_only()
    {
        var data = _files.Read("x.csv", "user,item,time\nu,a,1714557600\nu,b,1714557601\nu,c,17\n");

        data.Clicks.Count.ShouldBe(2);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["unreadable time"] = 1 });
    }

    [Fact]
    public void The_earliest_time_is_a_setting()
    {
        var path = _files.Write("x.csv", "user,item,time\nu,a,700000000\n");

        Should.Throw<DataFileException>(() => ClickFileReader.Read(path, ClickFiles.Settings()))
            .Message.ShouldContain("2000-01-01");
        ClickFileReader.Read(path, ClickFiles.Settings() with { EarliestMs = 0 }).Clicks.Single().TimeMs
            .ShouldBe(700_000_000_000);
    }

    [Fact]
    public void A_file_whose_times_are_all_empty_has_none_and_says_so()
    {
        var data = _files.Read("x.csv", "user,item,time\nu,a,\nu,b,\n");

        data.Clicks.Count.ShouldBe(2);
        data.TimeNote.ShouldNotBeNull().ShouldContain("no times");
    }

    [Fact]
    public void Diginetica_counts_milliseconds_from_the_first_event_of_the_day()
    {
        var data = _files.Read(
            "train-item-views.csv",
            "sessionId;userId;itemId;timeframe;eventdate\n1;NA;81766;526309;2016-05-09\n1;NA;31331;1031018;2016-05-09\n"
            + "2;77;32118;0;2016-05-10\n");

        data.Lines().ShouldBe(
        [
            $"1 81766 {1_462_752_000_000 + 526_309}", $"1 31331 {1_462_752_000_000 + 1_031_018}", "77 32118 1462838400000",
        ]);
        data.TimeNote.ShouldNotBeNull().ShouldContain("midnight");
        data.Columns.Single().ShouldContain("timeframe = timeframe");
    }
}
