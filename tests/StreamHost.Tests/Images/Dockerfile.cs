using System.Text.RegularExpressions;

namespace StreamReco.StreamHost.Tests.Images;

/// <summary>An instruction of a Dockerfile, its continuation lines joined.</summary>
internal sealed record DockerInstruction(string Name, string Text)
{
    /// <summary>The words without options, for instance the sources and the target of a COPY.</summary>
    public string[] Words => [.. Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith("--", StringComparison.Ordinal))];

    /// <summary>The stage of <c>COPY --from=</c>, or null.</summary>
    public string? From => Regex.Match(Text, @"--from=(\S+)") is { Success: true } match ? match.Groups[1].Value : null;
}

/// <summary>A stage: its base, its name where it has one, and what it does.</summary>
internal sealed record DockerStage(string Base, string? Name, IReadOnlyList<DockerInstruction> Instructions)
{
    public IEnumerable<DockerInstruction> All(string name) => Instructions.Where(one => one.Name == name);
}

/// <summary>A Dockerfile of <c>docker/</c>, read as the builder reads it.</summary>
internal sealed record Dockerfile(IReadOnlyList<DockerStage> Stages)
{
    public DockerStage Last => Stages[^1];

    public static Dockerfile Read(string path)
    {
        var stages = new List<(string Base, string? Name, List<DockerInstruction> Instructions)>();
        var text = Regex.Replace(File.ReadAllText(path), @"(?m)^\s*#.*\n", "");
        foreach (var line in Regex.Replace(text, @"\\\n\s*", "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var space = line.IndexOf(' ');
            var instruction = new DockerInstruction(line[..space], line[(space + 1)..].Trim());
            if (instruction.Name == "FROM")
            {
                var words = instruction.Words;
                stages.Add((words[0], words.Length == 3 ? words[2] : null, []));
            }
            else
            {
                stages[^1].Instructions.Add(instruction);
            }
        }

        return new Dockerfile([.. stages.Select(stage => new DockerStage(stage.Base, stage.Name, stage.Instructions))]);
    }
}
