using System.CommandLine;
using Spectre.Console;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.OffPolicy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments off-policy</c>: a policy judged by the log of another one.</summary>
internal sealed class ExperimentsOffPolicyCommand : CliCommand
{
    private readonly Argument<string> _log = new("LOG")
    {
        Description = "Decisions: item,position,reward,propensity and unit where a user has several; files of the Open Bandit Dataset are read too.",
    };

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "The policy to judge: item,position,share. The uniform policy when left out.",
        HelpName = "FILE",
    };

    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsOffPolicyCommand()
        : base("off-policy", "Judge a policy by the log of another one, without showing it to anybody; withheld where the log does not support it.")
    {
        Add(_log);
        Add(_policy);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("What equal shares would have brought", "streamreco experiments off-policy decisions.csv"),
        new("What another policy would have brought", "streamreco experiments off-policy decisions.csv --policy shares.csv"),
    ];

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var path = context.Parse.GetRequiredValue(_log);
        var file = DecisionFile.Read(path, context.Value(_policy));
        OffPolicyResult result;
        try
        {
            result = OffPolicyEvaluation.Evaluate(file.Log, file.Policy);
        }
        catch (ArgumentException e)
        {
            throw new UserErrorException($"LOG is '{path}', --policy is '{context.Value(_policy) ?? "uniform"}': {e.Message}", ExitCode.Failure, e);
        }

        Write(context, file, result);
        return Task.FromResult(result.Withheld is null ? ExitCode.Ok : ExitCode.Failure);
    }

    private void Write(CommandContext context, DecisionFile file, OffPolicyResult result)
    {
        if (context.Value(_output) == "json")
        {
            ExperimentOptionSet.WriteJson(
                context,
                new { decisions = file.Log.Decisions.Count, items = file.Items.Count, result.Logged, result.Support, result.Withheld, result.Estimates });
            return;
        }

        var support = result.Support;
        context.Screen.Output.WriteLine(FormattableString.Invariant(
            $"{file.Log.Decisions.Count:N0} decisions of {file.Items.Count:N0} items; weights: mean {support.MeanWeight:0.000} ± {support.MeanWeightError:0.000}, largest {support.MaxWeight:0.#}, worth {support.EffectiveSize:N0} decisions; {support.Unsupported:0.0%} of the policy's choices were never made"));
        if (result.Withheld is { } why)
        {
            context.Screen.Error.WriteLine($"No figure is given: {why}.");
            return;
        }

        var table = Cells.Table("estimator", "reward a decision", "95 % from", "to");
        foreach (var estimate in result.Estimates.Prepend(result.Logged))
        {
            table.AddRow(
                estimate.Name, FormattableString.Invariant($"{estimate.Value:0.00000}"),
                FormattableString.Invariant($"{estimate.Value - (1.96 * estimate.Error):0.00000}"),
                FormattableString.Invariant($"{estimate.Value + (1.96 * estimate.Error):0.00000}"));
        }

        context.Screen.Results.Write(table);
    }
}
