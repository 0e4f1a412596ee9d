using System.Text;
using System.Text.Json;
using StreamReco.Models.Files;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Replay;

/// <summary>The working folder of a replay: what it is, and by default its state.</summary>
/// <param name="root">The folder of all replays.</param>
/// <param name="name">The replay's name.</param>
internal sealed class ReplayFolder(string root, string name)
{
    private readonly string _folder = Path.Combine(root, name);

    /// <summary>The plan's file.</summary>
    public string PlanPath => Path.Combine(_folder, "replay.json");

    /// <summary>The state's SQLite file, where <c>--state</c> names nothing else.</summary>
    public string StatePath => Path.Combine(_folder, "state.db");

    /// <summary>The plan of a replay that has begun, or null.</summary>
    /// <exception cref="UserErrorException">The file is not a plan.</exception>
    public ReplayPlan? Load()
    {
        if (!File.Exists(PlanPath))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(PlanPath), ReplayJson.Default.ReplayPlan);
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"'{PlanPath}' is not the plan of a replay: {e.Message}", ExitCode.Failure, e);
        }
    }

    /// <summary>Keeps the plan; whole or not at all.</summary>
    public void Save(ReplayPlan plan)
    {
        Directory.CreateDirectory(_folder);
        WholeFile.Write(PlanPath, file => file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(plan, ReplayJson.Default.ReplayPlan) + "\n")));
    }
}
