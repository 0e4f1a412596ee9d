using System.CommandLine;
using StreamReco.StreamHost.Cli.Common;

namespace StreamReco.StreamHost.Cli.Rejected;

/// <summary>What the commands that send records again share.</summary>
internal sealed class ResendOptionSet
{
    private readonly Option<bool> _yes = new("--yes")
    {
        Description = "Send; without it the events are shown and nothing is sent.",
    };

    private readonly Option<int> _limit = new Option<int>("--limit")
    {
        Description = "Most records at once: they are held in memory.",
        HelpName = "N",
        DefaultValueFactory = _ => 10_000,
    }.AtLeast(1);

    public void AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_yes);
    }

    public bool Yes(CommandContext context) => context.Value(_yes);

    public int Limit(CommandContext context) => context.Value(_limit);
}
