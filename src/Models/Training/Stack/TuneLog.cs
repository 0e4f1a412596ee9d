using System.Text.Json;

namespace StreamReco.Models.Training.Stack;

/// <summary>
/// The trials of a search as a file, one JSON object a line behind a line that names the search; a trial is written when
/// it is done, so that a killed search goes on behind its last whole line.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="search">Names data and seed: only the same search goes on.</param>
public sealed class TuneLog(string path, string search)
{
    /// <summary>The trials so far; what a kill left of a line is cut off.</summary>
    /// <exception cref="InvalidDataException">The file is of another search, or damaged before its last line.</exception>
    public IReadOnlyList<TuneTrial> Read()
    {
        if (!File.Exists(path))
        {
            File.WriteAllText(path, search + "\n");
            return [];
        }

        var text = File.ReadAllText(path);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        var lines = whole.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != search)
        {
            throw new InvalidDataException($"'{path}' is the log of another search: name another file.");
        }

        if (whole.Length != text.Length)
        {
            File.WriteAllText(path, whole);
        }

        return [.. lines.Skip(1).Select(Parse)];
    }

    /// <summary>Writes a trial that is done.</summary>
    public void Add(TuneTrial trial) =>
        File.AppendAllText(path, JsonSerializer.Serialize(trial, TuneJson.Default.TuneTrial) + "\n");

    private TuneTrial Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, TuneJson.Default.TuneTrial)
                ?? throw new InvalidDataException($"'{path}' holds an empty line.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is damaged: {e.Message}", e);
        }
    }
}
