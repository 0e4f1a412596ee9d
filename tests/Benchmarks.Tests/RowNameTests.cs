using StreamReco.Benchmarks.Rows;

namespace StreamReco.Benchmarks.Tests;

public sealed class RowNameTests
{
    [Fact]
    public void The_names_of_the_rows_are_read_in_their_order()
    {
        var names = RowName.ParseList("copier,path, small,two-stage,streams,streamiz,build:570e312");

        names.Select(name => name.ToString())
            .ShouldBe(["copier", "path", "small", "two-stage", "streams", "streamiz", "build:570e312"]);
        names[^1].Revision.ShouldBe("570e312");
    }

    [Theory]
    [InlineData("copier,X", "X")]
    [InlineData("", "")]
    [InlineData("build:", "build:")]
    [InlineData("Path", "Path")]
    public void An_unknown_name_is_an_error_that_lists_the_rows(string rows, string named)
    {
        var error = Should.Throw<FormatException>(() => RowName.ParseList(rows));

        error.Message.ShouldBe(
            $"--rows has '{named}', which is no row. There are: copier, path, small, two-stage, streams, streamiz, build:REV.");
    }

    [Fact]
    public async Task The_command_ends_with_2_at_an_unknown_row()
    {
        var command = new RowsCommand();

        (await command.Parse(["--rows", "copier,nothing"]).InvokeAsync()).ShouldBe(2);
    }
}
