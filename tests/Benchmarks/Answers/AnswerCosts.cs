using System.Globalization;

namespace StreamReco.Benchmarks.Answers;

/// <summary>What the stages of an answer cost: of several rounds the least, µs of CPU an answer, by stage and calls.</summary>
internal sealed class AnswerCosts
{
    /// <summary>Stands before a line that a program reads.</summary>
    private const string Mark = "cost ";

    private readonly Dictionary<string, double> _least = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _prints = new(StringComparer.Ordinal);

    /// <summary>Stages in the order in which they were first taken.</summary>
    public IEnumerable<string> Stages => _least.Keys;

    /// <summary>Hashes of what came out, by name: two builds that answer alike have the same.</summary>
    public IReadOnlyDictionary<string, string> Prints => _prints;

    public double this[string stage] => _least.GetValueOrDefault(stage, double.NaN);

    public void Take(string stage, double micros) =>
        _least[stage] = Math.Min(micros, _least.GetValueOrDefault(stage, double.PositiveInfinity));

    public void Print(string name, string hash) => _prints[name] = hash;

    /// <summary>Takes the lesser of both.</summary>
    public void Take(AnswerCosts other)
    {
        foreach (var (stage, micros) in other._least)
        {
            Take(stage, micros);
        }

        foreach (var (name, hash) in other._prints)
        {
            Print(name, hash);
        }
    }

    public IEnumerable<string> Lines() =>
    [
        .. _least.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{Mark}{pair.Value:F3} {pair.Key}")),
        .. _prints.Select(pair => $"{Mark}= {pair.Value} {pair.Key}"),
    ];

    /// <summary>Reads what another process has written.</summary>
    public static AnswerCosts Read(IEnumerable<string> lines)
    {
        var costs = new AnswerCosts();
        foreach (var line in lines.Where(line => line.StartsWith(Mark, StringComparison.Ordinal)))
        {
            var words = line[Mark.Length..].Split(' ', 3);
            if (words[0] == "=")
            {
                costs.Print(words[2], words[1]);
            }
            else
            {
                costs.Take(line[(Mark.Length + words[0].Length + 1)..], double.Parse(words[0], CultureInfo.InvariantCulture));
            }
        }

        return costs;
    }
}
