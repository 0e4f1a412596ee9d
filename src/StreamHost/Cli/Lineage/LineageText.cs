using System.Globalization;

namespace StreamReco.StreamHost.Cli.Lineage;

/// <summary>How lineage is written for people.</summary>
internal static class LineageText
{
    private const int SumChars = 12;

    /// <summary>A moment to the second.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z";

    /// <summary>A moment that the lake's log has.</summary>
    public static string Time(string? at) =>
        DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? Time(time) : at ?? "";

    /// <summary>The beginning of a checksum, which tells files apart.</summary>
    public static string Sum(string sha256) => sha256.Length > SumChars ? sha256[..SumChars] : sha256;

    /// <summary>What a model is and what it was trained on, two lines.</summary>
    public static void Write(TextWriter output, ModelOrigin model)
    {
        var span = model is { From: { } from, To: { } to } ? $", {Time(from)} to {Time(to)}" : "";
        output.WriteLine($"model    {model.Name} {model.Version} in {model.Folder}, made {Time(model.Created)} by {model.Algorithm}, seed {model.Seed}");
        output.WriteLine(
            $"trained  on {model.Interactions:N0} clicks of {model.Users:N0} users{span}, from {string.Join(", ", model.Sources)}");
    }
}
