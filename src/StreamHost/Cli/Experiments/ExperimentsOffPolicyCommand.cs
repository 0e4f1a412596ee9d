using System.CommandLine;
using Spectre.Console;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.Models.Experiments.OffPolicy;
using StreamReco.StreamHost.Cli.Common;
using StreamReco.StreamHost.Cli.Remote;
using StreamReco.StreamHost.Replay;
using StreamReco.StreamHost.Terminal;

namespace StreamReco.StreamHost.Cli.Experiments;

/// <summary><c>experiments off-policy</c>: a policy judged by the log of another one.</summary>
internal sealed class ExperimentsOffPolicyCommand : CliCommand
{
    private readonly Argument<string> _log = new("LOG")
    {
        Description =
            "A file of decisions: item,position,reward,propensity and unit where a user has several (files of the Open Bandit Dataset are "
            + "read too). Or the name of an experiment, whose arms and propensities stand in the clicks topic.",
    };

    private readonly Option<string> _policy = new InputFileOption("--policy")
    {
        Description = "The policy to judge: item,position,share, and the uniform policy when left out; of an experiment arm,share and perhaps segment.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _shares = new("--share")
    {
        Description = "Of an experiment: the share of an arm in the policy to judge, once for each; 0 for those left out.",
        HelpName = "ARM=SHARE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _metric = ExperimentOptionSet.Metric("Of an experiment: what rewards. Default: the metric that decides it.");

    private readonly Option<string> _output = OutputOption.Of("How it is written.");

    public ExperimentsOffPolicyCommand()
        : base("off-policy", "Judge a policy by the log of another one, without showing it to anybody; withheld where the log does not support it.")
    {
        Add(_log);
        Add(_policy);
        Add(_shares);
        Add(_metric);
        ExperimentOptionSet.AddLogTo(this);
        Add(_output);
    }

    public override IReadOnlyList<CommandExample> Examples { get; } =
    [
        new("What equal shares would have brought", "streamreco experiments off-policy decisions.csv"),
        new("What another policy would have brought", "streamreco experiments off-policy decisions.csv --policy shares.csv"),
        new("What one arm for everybody would have brought", "streamreco experiments off-policy varied --share varied=1"),
    ];

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancel)
    {
        var name = context.Parse.GetRequiredValue(_log);
        var (log, items, policy, of) = ExperimentOptionSet.IsFile(name) ? OfFile(context, name) : await OfExperimentAsync(context, name, cancel);
        OffPolicyResult result;
        try
        {
            result = OffPolicyEvaluation.Evaluate(log, policy);
        }
        catch (ArgumentException e)
        {
            throw new UserErrorException(
                $"LOG is '{name}'{(context.Value(_policy) is { } file ? $", --policy is '{file}'" : "")}: {e.Message}", ExitCode.Failure, e);
        }

        Write(context, log, items, of, result);
        return result.Withheld is null ? ExitCode.Ok : ExitCode.Failure;
    }

    private (DecisionLog Log, int Items, TargetPolicy Policy, string Of) OfFile(CommandContext context, string path)
    {
        InputFiles.Check(_log.Name, path);
        var file = DecisionFile.Read(path, context.Value(_policy));
        return (file.Log, file.Items.Count, file.Policy, "items");
    }

    private async Task<(DecisionLog Log, int Items, TargetPolicy Policy, string Of)> OfExperimentAsync(
        CommandContext context, string name, CancellationToken cancel)
    {
        var options = context.LoadOptions();
        var log = new ExperimentLog(options, new GraphlessModels(options.Model), context.Time);
        await ProgressDisplay.Run(context.Screen, context.Time, "reading", line =>
        {
            log.Read((done, of) => line.Update(done, of, $"{done:N0} records"), cancel);
            return true;
        });
        if (log.VersionsOf(name) is not { Count: > 0 } versions)
        {
            throw new UserErrorException(
                $"'{name}' is neither a file nor an experiment of topic '{options.Kafka.Clicks}' (Kafka:Clicks); there {(log.Ids.Count == 0 ? "is none" : $"are {string.Join(", ", log.Ids)}")}.");
        }

        var decisions = ArmDecisions.Of(versions, ExperimentOptionSet.MetricOf(context.Value(_metric)) ?? versions[^1].Plan.Metric, log.Ledgers);
        string[] arms = [.. versions[^1].Experiment.Arms.Select(arm => arm.Name)];
        var policy = ArmPolicy.Read(context.Value(_shares) ?? [], context.Value(_policy), arms);
        return decisions.Log.Decisions.Count > 0 ? (decisions.Log, arms.Length, decisions.Policy(policy), "arms")
            : throw new UserErrorException($"No user of '{name}' has matured yet: the windows of those who saw a list are still open.");
    }

    private void Write(CommandContext context, DecisionLog log, int items, string of, OffPolicyResult result)
    {
        if (context.Value(_output) == "json")
        {
            ExperimentOptionSet.WriteJson(
                context, new { decisions = log.Decisions.Count, items, result.Logged, result.Support, result.Withheld, result.Estimates });
            return;
        }

        var support = result.Support;
        context.Screen.Output.WriteLine(FormattableString.Invariant(
            $"{log.Decisions.Count:N0} decisions of {items:N0} {of}; weights: mean {support.MeanWeight:0.000} ± {support.MeanWeightError:0.000}, largest {support.MaxWeight:0.#}, worth {support.EffectiveSize:N0} decisions; {support.Unsupported:0.0%} of the policy's choices were never made"));
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
