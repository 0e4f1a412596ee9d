using System.Globalization;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary>Shares of arms as a person types them: <c>NAME=SHARE</c>.</summary>
internal static class ArmShares
{
    /// <summary>The share of each arm, equal where none is given.</summary>
    /// <exception cref="UserErrorException">One is no share, or arms are missing.</exception>
    public static double[] Parse(IReadOnlyList<string> texts, IReadOnlyList<string> names)
    {
        if (texts.Count == 0)
        {
            return [.. names.Select(_ => 1.0 / names.Count)];
        }

        var shares = texts.Select(Pair).ToDictionary(pair => pair.Name, pair => pair.Share, StringComparer.Ordinal);
        var missing = names.Where(name => !shares.ContainsKey(name)).ToArray();
        return missing.Length == 0 && shares.Count == names.Count
            ? [.. names.Select(name => shares[name])]
            : throw new UserErrorException(
                $"--share names {string.Join(", ", shares.Keys)}, the file has the arms {string.Join(", ", names)}: give one for each.", ExitCode.Usage);
    }

    /// <summary>The name and the share of one text.</summary>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static (string Name, double Share) Pair(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0 && double.TryParse(text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1
            ? (text[..at], share)
            : throw new UserErrorException($"A share is '{text}'; write ARM=SHARE with a share above 0 and up to 1, e.g. new=0.1.", ExitCode.Usage);
    }
}
