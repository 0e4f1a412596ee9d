using System.Collections.Frozen;
using StreamReco.Models.Search.Analysis;

namespace StreamReco.Models.Search.Queries;

/// <summary>
/// Words and phrases that stand for one another. A line <c>laptop, notebook</c> goes every way, a line
/// <c>ipod =&gt; mp3 player, audio player</c> one way; <c>#</c> begins a comment. Immutable.
/// </summary>
public sealed class Synonyms
{
    /// <summary>Longest phrase, in words.</summary>
    internal const int PhraseWordsMax = 4;

    private readonly FrozenDictionary<string, string[]> _targets;

    private Synonyms(FrozenDictionary<string, string[]> targets) => _targets = targets;

    /// <summary>No synonyms.</summary>
    public static Synonyms None { get; } = Parse([]);

    /// <summary>Phrases that have synonyms.</summary>
    public int Count => _targets.Count;

    /// <summary>Reads lines.</summary>
    /// <exception cref="FormatException">A line is no list; the message has its number and text.</exception>
    public static Synonyms Parse(IEnumerable<string> lines)
    {
        var targets = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var text = line.Split('#')[0].Trim();
            if (text.Length > 0)
            {
                ReadLine(text, number, targets);
            }
        }

        return new Synonyms(targets.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal));
    }

    /// <summary>The phrases that stand for a phrase, words with blanks between; empty where there are none.</summary>
    public IReadOnlyList<string> Of(string phrase) => _targets.GetValueOrDefault(phrase, []);

    private static void ReadLine(string text, int number, Dictionary<string, List<string>> targets)
    {
        var sides = text.Split("=>");
        var left = Phrases(sides[0]);
        var right = sides.Length == 2 ? Phrases(sides[1]) : left;
        if (sides.Length > 2 || left.Length == 0 || right.Length == 0 || (sides.Length == 1 && left.Length < 2))
        {
            throw new FormatException(
                $"Line {number} of the synonyms is '{text}': write 'laptop, notebook', or 'ipod => mp3 player' for one way.");
        }

        foreach (var phrase in left.Concat(right))
        {
            if (phrase.Count(c => c == ' ') >= PhraseWordsMax)
            {
                throw new FormatException(
                    $"Line {number} of the synonyms has '{phrase}': a phrase has at most {PhraseWordsMax} words.");
            }
        }

        foreach (var from in left)
        {
            if (!targets.TryGetValue(from, out var own))
            {
                targets.Add(from, own = []);
            }

            own.AddRange(right.Where(to => to != from && !own.Contains(to)));
        }
    }

    /// <summary>Phrases in the form of the analyser, so that <c>Laptops</c> and <c>laptop</c> are one.</summary>
    private static string[] Phrases(string side)
    {
        var (analyzer, text) = (new TextAnalyzer(), new AnalyzedText());
        var phrases = new List<string>();
        foreach (var part in side.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            text.Clear();
            analyzer.Analyze(part, text);
            var words = Enumerable.Range(0, text.Terms.Count).Where(term => !text.Terms[term].IsExtra);
            phrases.Add(string.Join(' ', words.Select(term => text.TextOf(term).ToString())));
        }

        return [.. phrases.Where(phrase => phrase.Length > 0)];
    }
}
