using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace StreamReco.Models.Search.Analysis;

/// <summary>
/// Foldings of characters, read from tables of the assembly: the program runs without ICU's data, and an index must not
/// depend on the ICU of a machine.
/// </summary>
internal static class FoldingTables
{
    /// <summary>Letters that Unicode does not take apart, with the letters that people type instead.</summary>
    private const string Ligatures = "øo łl đd ħh ŧt ıi ðd þth æae œoe ŋng ĸk";

    private static readonly FrozenDictionary<char, string> _compatible;
    private static readonly FrozenDictionary<int, char> _composed;
    private static readonly FrozenDictionary<char, string> _bases;
    private static readonly FrozenDictionary<char, char> _simplified = ReadHan();

    static FoldingTables()
    {
        var compatible = new Dictionary<char, string>();
        var composed = new Dictionary<int, char>();
        var parts = new Dictionary<char, char>();
        foreach (var line in Lines("unicode-folding.txt"))
        {
            var fields = line.Split(' ');
            if (fields[0] == "K")
            {
                compatible[CharOf(fields[1])] = string.Concat(fields.Skip(2).Select(CharOf));
            }
            else
            {
                var (head, mark, whole) = (CharOf(fields[1]), CharOf(fields[2]), CharOf(fields[3]));
                composed[KeyOf(head, mark)] = whole;
                parts[whole] = head;
            }
        }

        _compatible = compatible.ToFrozenDictionary();
        _composed = composed.ToFrozenDictionary();
        _bases = Bases(parts).ToFrozenDictionary();
    }

    /// <summary>The form of a character in NFKC; null where it is the character itself.</summary>
    public static string? CompatibleOf(char c) => _compatible.GetValueOrDefault(c);

    /// <summary>The character that a base and a mark make together; null where there is none.</summary>
    public static char? Compose(char head, char mark) =>
        ComposeHangul(head, mark) ?? (_composed.TryGetValue(KeyOf(head, mark), out var whole) ? whole : null);

    /// <summary>The letters of a character without its diacritics; null where it has none.</summary>
    public static string? BaseOf(char c) => _bases.GetValueOrDefault(c);

    /// <summary>The simplified form of a Han character; the character itself where there is none.</summary>
    public static char SimplifiedOf(char c) => _simplified.GetValueOrDefault(c, c);

    /// <summary>Hangul syllables are put together by rule (Unicode, section 3.12).</summary>
    private static char? ComposeHangul(char head, char mark)
    {
        if (head is >= '\u1100' and <= '\u1112' && mark is >= '\u1161' and <= '\u1175')
        {
            return (char)(0xAC00 + (((head - 0x1100) * 21) + (mark - 0x1161)) * 28);
        }

        return head is >= '\uAC00' and <= '\uD7A3' && (head - 0xAC00) % 28 == 0 && mark is > '\u11A7' and <= '\u11C2'
            ? (char)(head + (mark - 0x11A7)) : null;
    }

    private static Dictionary<char, string> Bases(Dictionary<char, char> parts)
    {
        var bases = new Dictionary<char, string>();
        foreach (var (whole, first) in parts)
        {
            var head = first;
            while (parts.TryGetValue(head, out var inner))
            {
                head = inner;
            }

            if (whole < '\u3000') // a voiced Kana is another letter, not one with an accent
            {
                bases[whole] = head.ToString();
            }
        }

        foreach (var pair in Ligatures.Split(' '))
        {
            bases[pair[0]] = pair[1..];
        }

        return bases;
    }

    private static FrozenDictionary<char, char> ReadHan() => Lines("han-simplified.txt")
        .SelectMany(line => line.Split(' '))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    private static IEnumerable<string> Lines(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}: build it anew.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    private static int KeyOf(char head, char mark) => (head << 16) | mark;

    private static char CharOf(string hex) => (char)int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
