using System.Globalization;
using System.IO.Hashing;

namespace StreamReco.Models.DataQuality;

/// <summary>The rules of a rules file, and the bytes that they were read from.</summary>
public sealed class QualityRules
{
    /// <summary>Largest rules file, bytes: it travels in one record and in one message between nodes.</summary>
    public const int BytesMax = 64 * 1024;

    /// <summary>Most rules of a file.</summary>
    public const int RulesMax = 100;

    internal QualityRules(byte[] bytes, IReadOnlyList<QualityRule> rules)
    {
        (Bytes, Rules) = (bytes, rules);
        Version = VersionOf(bytes);
    }

    /// <summary>The file, as it was read.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Names the bytes: 16 hexadecimal digits; equal files have equal versions.</summary>
    public string Version { get; }

    public IReadOnlyList<QualityRule> Rules { get; }

    /// <summary>Length of the windows in event time, ms.</summary>
    public long WindowMs { get; init; } = 15 * 60_000;

    /// <summary>Fewest records of a window that is judged.</summary>
    public long MinCount { get; init; } = 200;

    /// <summary>Bad windows in a row that raise an alert.</summary>
    public int RaiseAfter { get; init; } = 2;

    /// <summary>Good windows in a row that clear an alert.</summary>
    public int ClearAfter { get; init; } = 4;

    /// <summary>The version of a file's bytes.</summary>
    public static string VersionOf(ReadOnlySpan<byte> bytes) =>
        XxHash3.HashToUInt64(bytes).ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads a rules file.</summary>
    /// <exception cref="QualityRulesException">It is none; the message names rules and values.</exception>
    public static QualityRules Read(ReadOnlyMemory<byte> bytes) => QualityRulesReader.Read(bytes);
}

/// <summary>A rules file that cannot be used.</summary>
/// <param name="faults">One sentence each; a rule and its value are named.</param>
public sealed class QualityRulesException(IReadOnlyList<string> faults) : Exception(string.Join(' ', faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
