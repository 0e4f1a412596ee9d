using StreamReco.Models.Data;
using StreamReco.TestKit;

namespace StreamReco.Models.Tests.Data;

/// <summary>Files that went wrong once, where they are there; each kind has a test of its own with inline data.</summary>
public sealed class SharedCaseTests
{
    [SharedCaseTheory]
    [InlineData("u.data", 12, "time = column 4 (seconds)")]
    [InlineData("shop.inter", 11, "time = timestamp (seconds)")]
    [InlineData("UserBehavior.csv", 12, "time = column 5 (seconds)")]
    [InlineData("zero-time.csv", 3, "time = timestamp (seconds)")]
    [InlineData("quoted-newline.csv", 8, "time = timestamp (date and time)")]
    [InlineData("tsvq.tsv", 11, "time = timestamp (date and time)")]
    [InlineData("guests.csv", 11, "user = user_id or visitor_id")]
    [InlineData("otto.jsonl", 32, "")]
    [InlineData("personalize.csv", 6, "item = ITEM_ID")]
    [InlineData("browsing_train.csv", 8, "event = product_action or event_type")]
    [InlineData("trivago.csv", 11, "item = reference")]
    public void Every_line_is_read_and_its_columns_are_said(string name, int clicks, string columns)
    {
        var data = ClickFileReader.Read(Case(name), ClickFiles.Settings());

        data.Clicks.Count.ShouldBe(clicks);
        string.Concat(data.Columns).ShouldContain(columns);
        data.Clicks[0].TimeMs.ShouldBeGreaterThan(HeadlessShape.MovieLensEarliestMs);
    }

    [SharedCaseTheory]
    [InlineData("nullwords.csv")]
    public void A_file_of_nobody_and_nothing_is_refused(string name) =>
        Should.Throw<DataFileException>(() => ClickFileReader.Read(Case(name), ClickFiles.Settings()))
            .Message.ShouldContain("no user and no session");

    private static string Case(string name) => Path.Combine(SharedFolder.Path!, "cases", name);

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SharedCaseTheoryAttribute : TheoryAttribute
    {
        public SharedCaseTheoryAttribute() =>
            Skip = SharedFolder.Path is { } path && Directory.Exists(Path.Combine(path, "cases"))
                ? null
                : "set STREAMRECO_SHARED to the folder that holds cases/";
    }
}
