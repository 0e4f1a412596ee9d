using System.Text.Json;

namespace StreamReco.StreamHost.Tests.EndToEnd;

/// <summary>A report file, read as its readers would.</summary>
internal sealed record PathReport(
    long Read, long Applied, long Duplicate, long Malformed, long RejectedTotal, long Answers)
{
    public static PathReport Of(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        return new PathReport(
            root.GetProperty("read").GetInt64(),
            root.GetProperty("applied").GetInt64(),
            root.GetProperty("duplicate").GetInt64(),
            root.GetProperty("rejected").GetProperty("malformed").GetInt64(),
            root.GetProperty("rejected").EnumerateObject().Sum(reason => reason.Value.GetInt64()),
            root.GetProperty("answers").GetInt64());
    }

    /// <summary>Every record is accounted for, to the unit.</summary>
    public void ShouldBe(ExpectedPath expected)
    {
        Read.ShouldBe(expected.Read);
        Applied.ShouldBe(expected.Answers.Count);
        Duplicate.ShouldBe(expected.Duplicates);
        Malformed.ShouldBe(expected.Malformed.Count);
        RejectedTotal.ShouldBe(expected.Malformed.Count);
        Answers.ShouldBe(expected.Answers.Count);
    }
}
