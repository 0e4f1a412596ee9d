using System.Text.Json;
using System.Text.Json.Nodes;
using StreamReco.Models.Search.Evaluation;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Evaluation;

/// <summary>The figures of a search evaluation: lines for people as they come, a file for programs at the end.</summary>
internal sealed class SearchReport(Screen screen)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    private readonly JsonObject _root = [];
    private readonly JsonObject _paired = [];

    /// <summary>A run over judged queries.</summary>
    public void Add(string name, SearchFigures figures)
    {
        Add(name, figures.ByName());
        ((JsonObject)_root[name]!)["queries"] = figures.Queries.Count;
    }

    /// <summary>Figures by name.</summary>
    public void Add(string name, IReadOnlyDictionary<string, double> figures)
    {
        var own = new JsonObject();
        foreach (var (figure, value) in figures)
        {
            own[figure] = double.IsFinite(value) ? Math.Round(value, 5) : null;
        }

        _root[name] = own;
        screen.Output.WriteLine(
            $"{name,-16}" + string.Concat(figures.Select(figure => FormattableString.Invariant($" {figure.Key} {figure.Value:0.0000}"))));
    }

    /// <summary>The paired difference of two runs.</summary>
    public void Add(string name, PairedDifference difference)
    {
        _paired[name] = new JsonObject
        {
            ["mean"] = Math.Round(difference.Mean, 5),
            ["low"] = Math.Round(difference.Low, 5),
            ["high"] = Math.Round(difference.High, 5),
            ["better"] = Math.Round(difference.BetterShare, 4),
        };
        screen.Output.WriteLine(FormattableString.Invariant(
            $"{name}: nDCG@10 {difference.Mean:+0.0000;-0.0000} (95 % {difference.Low:+0.0000;-0.0000} to {difference.High:+0.0000;-0.0000}), better in {difference.BetterShare:0.0 %} of the resamples"));
    }

    /// <summary>Writes all of it as one JSON object; null writes nothing.</summary>
    public void Write(string? path)
    {
        _root["paired"] = _paired;
        if (path is not null)
        {
            File.WriteAllText(path, _root.ToJsonString(_json) + "\n");
        }
    }
}
