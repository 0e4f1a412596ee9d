using ParquetSharp;
using ParquetSharp.Schema;
using StreamReco.Models.Data;
using StreamReco.Models.Events;

namespace StreamReco.Models.Tests.Data;

/// <summary>Files as pandas, Spark and data warehouses write them.</summary>
public sealed class ParquetFileTests : IDisposable
{
    private const long TimeMs = 1_714_557_600_123;

    private static readonly DateTime _time = DateTime.UnixEpoch.AddMilliseconds(TimeMs);

    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Texts_numbers_and_nulls_are_read_by_the_usual_names()
    {
        var path = Write(
            [new Column<string>("user_id"), new Column<string>("visitor_id"), new Column<long?>("item_id"), new Column<string>("event_type"),
                new Column<DateTime?>("timestamp", LogicalType.Timestamp(true, TimeUnit.Micros)), new Column<double?>("price")],
            Values<string?>("u1", null, "u1", "u1"), Values<string?>("v1", "v2", null, "v1"), Values<long?>(5, 6, null, 7),
            Values<string?>("view", "purchase", "view", "view"), Values<DateTime?>(_time, _time.AddSeconds(1), _time, null),
            Values<double?>(1.5, null, 2, 3));

        var data = ClickFileReader.Read(path, ClickFiles.Settings());

        data.Lines().ShouldBe([$"u1 5 {TimeMs}", $"v2 6 {TimeMs + 1000}"]);
        data.Clicks[1].Type.ShouldBe(EventType.Purchase);
        data.Catalog.Single(item => item.ItemId == "5").Price.ShouldBe(1.5);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["no item"] = 1, ["no time"] = 1 }, ignoreOrder: true);
        data.Columns.Single().ShouldContain("time = timestamp (date and time)");
    }

    [Fact]
    public void Whole_numbers_are_times_by_their_size_and_ids_may_be_of_any_kind()
    {
        var path = Write(
            [new Column<int>("user"), new Column<double>("item"), new Column<long>("ts")],
            Values(1, 2), Values(7.0, 8.0), Values(1_714_557_600L, 1_714_557_601L));

        ClickFileReader.Read(path, ClickFiles.Settings()).Lines().ShouldBe(["1 7 1714557600000", "2 8 1714557601000"]);
    }

    [Fact]
    public void Times_of_every_unit_dates_and_the_old_form_of_Spark_are_read()
    {
        Time(new Column<DateTime>("time", LogicalType.Timestamp(false, TimeUnit.Millis)), _time).ShouldBe(TimeMs);
        Time(new Column<DateTimeNanos>("time"), new DateTimeNanos(TimeMs * 1_000_000 + 456)).ShouldBe(TimeMs);
        Time(new Column<Int96>("time"), JulianOf(TimeMs)).ShouldBe(TimeMs);
        Time(new Column<string>("time"), "2024-05-01 10:00:00.123 UTC").ShouldBe(TimeMs);
        (Time(new Column<Date>("time"), new Date(2024, 5, 1)) / 86_400_000).ShouldBe(TimeMs / 86_400_000);
    }

    /// <summary>Databases write the greatest number for "infinity"; read as a DateTime it would be 1969, or end the reading.</summary>
    [Theory]
    [InlineData(TimeUnit.Micros, 1_000)]
    [InlineData(TimeUnit.Millis, 1)]
    public void A_time_beyond_the_years_costs_its_own_row_only(TimeUnit unit, long perMs)
    {
        var path = _files.Write("clicks.parquet", []);
        var nodes = new[] { "user", "item", "time" }.Select(name => new PrimitiveNode(
            name, Repetition.Required, name == "time" ? LogicalType.Timestamp(true, unit) : LogicalType.None(), PhysicalType.Int64));
        using (var schema = new GroupNode("schema", Repetition.Required, [.. nodes]))
        using (var properties = new WriterPropertiesBuilder().Build())
        using (var writer = new ParquetFileWriter(path, schema, properties))
        {
            using (var rows = writer.AppendRowGroup())
            {
                foreach (var values in (long[][])[[1, 1, 1], [5, 6, 7], [TimeMs * perMs, long.MaxValue, (TimeMs + 1) * perMs]])
                {
                    using var column = (ColumnWriter<long>)rows.NextColumn();
                    column.WriteBatch(values);
                }
            }

            writer.Close();
        }

        var data = ClickFileReader.Read(path, ClickFiles.Settings());

        data.Lines().ShouldBe([$"1 5 {TimeMs}", $"1 7 {TimeMs + 1}"]);
        data.Skipped.ShouldBe(new Dictionary<string, long> { ["unreadable time"] = 1 });
    }

    [Fact]
    public void Columns_are_given_by_name_or_number_and_lists_beside_them_are_passed_over()
    {
        var path = Write(
            [new Column<string>("who"), new Column<string[]>("tags"), new Column<string>("what"), new Column<long>("when")],
            Values("a"), Values<string[]>(["x", "y"]), Values("i"), Values(1_714_557_600L));

        foreach (var columns in new[] { "user=who,item=what,time=when", "user=1,item=3,time=4" })
        {
            ClickFileReader.Read(path, ClickFiles.Settings(columns: columns)).Lines().ShouldBe(["a i 1714557600000"]);
        }

        Refusal(path, null).ShouldSatisfyAllConditions(
            message => message.ShouldContain("which column is the item"), message => message.ShouldContain("who, "));
        Refusal(path, "user=1,item=3,time=5").ShouldContain("go from 1 to 4");
        Refusal(path, "user=1,item=2,time=4").ShouldContain("is no text, number, date or time");
    }

    [Fact]
    public void Ratings_are_no_times_in_Parquet_either()
    {
        var path = Write(
            [new Column<int>("user"), new Column<int>("item"), new Column<int>("time")], Values(1), Values(2), Values(5));

        Refusal(path, null).ShouldContain("the column 'time' is no time: its first value that is none is '5'");
    }

    [Fact]
    public void Many_rows_in_several_groups_are_read_in_order()
    {
        const int Rows = 10_000;
        var path = _files.Write("many.parquet", []);
        using (var writer = new ParquetFileWriter(path, [new Column<int>("user"), new Column<string>("item"), new Column<long>("ts")]))
        {
            for (var group = 0; group < 3; group++)
            {
                using var rows = writer.AppendRowGroup();
                Put(rows, Enumerable.Range(0, Rows).ToArray());
                Put(rows, Enumerable.Range(0, Rows).Select(i => $"i{i % 7}").ToArray());
                Put(rows, Enumerable.Range(0, Rows).Select(i => 1_714_557_600L + (group * Rows) + i).ToArray());
            }

            writer.Close();
        }

        var data = ClickFileReader.Read(path, ClickFileFormat.Parquet);

        data.Clicks.Count.ShouldBe(3 * Rows);
        data.Clicks.Select((click, i) => click.UserId == $"{i % Rows}" && click.ItemId == $"i{i % Rows % 7}").ShouldAllBe(same => same);
    }

    [Fact]
    public void Another_file_is_no_Parquet() =>
        Should.Throw<DataFileException>(
                () => ClickFileReader.Read(_files.Write("x.csv", "user,item\na,1\n"), ClickFileFormat.Parquet))
            .Message.ShouldContain("x.csv: the file cannot be read as Parquet");

    private long Time<T>(Column<T> column, T value)
    {
        var path = Write([new Column<int>("user"), new Column<int>("item"), column], Values(1), Values(2), Values(value));
        return ClickFileReader.Read(path, ClickFiles.Settings()).Clicks.Single().TimeMs;
    }

    private static Int96 JulianOf(long ms)
    {
        var nanos = ms % 86_400_000 * 1_000_000;
        return new Int96((int)(nanos & 0xFFFF_FFFF), (int)(nanos >> 32), (int)(ms / 86_400_000) + 2_440_588);
    }

    private static string Refusal(string path, string? columns) => Should.Throw<DataFileException>(
        () => ClickFileReader.Read(path, ClickFiles.Settings(columns: columns))).Message;

    private static Action<RowGroupWriter> Values<T>(params T[] values) => rows => Put(rows, values);

    private static void Put<T>(RowGroupWriter rows, T[] values)
    {
        using var column = rows.NextColumn().LogicalWriter<T>();
        column.WriteBatch(values);
    }

    private string Write(ParquetSharp.Column[] columns, params Action<RowGroupWriter>[] values)
    {
        var path = _files.Write("clicks.parquet", []);
        using var writer = new ParquetFileWriter(path, columns);
        using (var rows = writer.AppendRowGroup())
        {
            foreach (var put in values)
            {
                put(rows);
            }
        }

        writer.Close();
        return path;
    }
}
