using System.CommandLine;
using System.Text;
using StreamReco.Models.Bots;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Http.Admin;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Bots;

/// <summary><c>bots apply</c>: every partition takes users for programs by a policy, from its place in the log on.</summary>
internal sealed class BotsApplyCommand : CliCommand
{
    private readonly RemoteOptionSet _remote = new();
    private readonly Argument<string> _file = new InputFileArgument("FILE")
    {
        Description = "A policy file: what it leaves out has its default, {} is the default policy, {\"on\": false} ends the judging.",
    };

    public BotsApplyCommand()
        : base("apply", "Judge which users are programs by this policy, in every partition of the cluster. Their clicks go to the quarantine.")
    {
        Add(_file);
        _remote.AddTo(this);
        _remote.AddByTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
        [new("Judge users by a policy file", "streamreco bots apply bots.json --node http://127.0.0.1:8095")];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var policy = Read(context.Parse.GetRequiredValue(_file));
        using var node = await _remote.ConnectAsync(context, cancel);
        var applied = await node.PostAsync<BotsApplied>(
            "/admin/v1/bots", new BotPolicyBody(Encoding.UTF8.GetString(policy.ToBytes())), cancel);
        context.Screen.Output.WriteLine(
            $"bot policy {applied.Version} was written to the log of partitions {Cells.Ranges(applied.Partitions)}. "
            + "'streamreco bots list' shows where it is in force, and who is held.");
        return ExitCode.Ok;
    }

    private static BotPolicy Read(string path)
    {
        try
        {
            return BotPolicyReader.Read(File.ReadAllBytes(path));
        }
        catch (FormatException e)
        {
            throw new UserErrorException($"{path}: {e.Message}", ExitCode.Usage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"FILE is '{path}'; it cannot be read: {e.Message}", ExitCode.Usage);
        }
    }
}
