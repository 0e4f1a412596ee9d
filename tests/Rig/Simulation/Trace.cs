namespace StreamReco.Rig.Simulation;

/// <summary>What happened, line by line; written only in the second run of a seed that failed.</summary>
internal sealed class Trace(bool isOn)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(SimulatedNode node, string what, string more = "")
    {
        if (isOn)
        {
            _lines.Add($"{_lines.Count,4} {node.Name}: {what}{more}");
        }
    }

    public void Add(string what)
    {
        if (isOn)
        {
            _lines.Add($"{_lines.Count,4} {what}");
        }
    }
}
