using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamReco.Models.Experiments.Assignment;
using StreamReco.Models.Experiments.Feedback;
using StreamReco.Models.Experiments.Files;
using StreamReco.StreamHost.Cluster.Control;
using StreamReco.StreamHost.Cluster.Control.Work;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary>
/// Starts, changes and stops experiments. A version is checked against what the partitions have, then written into the log of
/// every partition by the control plane, and every shard takes it there.
/// </summary>
internal sealed class ExperimentChanges(NodeContext context, ExperimentCollector collector)
{
    /// <summary>The sums of all arms travel in one message of a partition, and the report compares each arm with the control.</summary>
    private const int ArmsMax = 100;

    /// <summary>The name of the arm stands in each answer; one that made answers larger than their topic takes would end every node.</summary>
    private const int ArmNameCharsMax = 64;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("/experiments", StartAsync).WithName("StartExperiment")
            .WithSummary("Start an experiment, or its next version.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/experiments/{name}/stop", StopAsync).WithName("StopExperiment")
            .WithSummary("Stop an experiment: users are answered as if it were not there; what they do still counts.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPost("/experiments/{name}/remove", RemoveAsync).WithName("RemoveExperiment")
            .WithSummary("Forget a stopped experiment with its figures.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private async Task<ExperimentChangeAnswer> StartAsync(JsonElement definition, HttpContext http)
    {
        var all = await CollectAsync(http.RequestAborted);
        var next = Read(definition, all);
        await TryModelsAsync(next, all, http.RequestAborted);
        return await WriteAsync(RequestKinds.StartExperiment, next, all, http);
    }

    private async Task<ExperimentChangeAnswer> StopAsync(string name, HttpContext http)
    {
        var all = await CollectAsync(http.RequestAborted);
        var newest = all.NewestOf(name) ?? throw ExperimentReads.Unknown(name, all);
        return newest.IsRunning ? await WriteAsync(RequestKinds.StopExperiment, ExperimentStop.Of(newest, null), all, http)
            : throw Refused($"{name} is stopped already.");
    }

    private async Task<ExperimentChangeAnswer> RemoveAsync(string name, HttpContext http)
    {
        var all = await CollectAsync(http.RequestAborted);
        var newest = all.NewestOf(name) ?? throw ExperimentReads.Unknown(name, all);
        return newest.IsRunning ? throw Refused($"{name} is running; stop it first.")
            : await WriteAsync(RequestKinds.RemoveExperiment, newest with { StoppedBecause = null }, "", http);
    }

    /// <summary>All partitions must answer: else the next version could be one that a partition has already.</summary>
    private async Task<CollectedExperiments> CollectAsync(CancellationToken cancel)
    {
        var all = await collector.CollectAsync(null, cancel);
        return all.Missing.Count == 0 ? all : throw ProblemException.NotReady(
            $"Experiments change only while all partitions answer; partition {all.Missing.Keys.Min()} does not: {all.Missing[all.Missing.Keys.Min()]}.");
    }

    private static ExperimentDefinition Read(JsonElement definition, CollectedExperiments all)
    {
        try
        {
            var next = ExperimentJson.ParseDraft(
                Encoding.UTF8.GetBytes(definition.GetRawText()), all.NewestOf, () => RandomNumberGenerator.GetBytes(UnitHash.SaltBytes));
            return Fault(next, all) is { } fault ? throw ProblemException.Field("definition", fault) : next;
        }
        catch (FormatException e)
        {
            throw ProblemException.Field("definition", $"This is no definition of an experiment: {e.Message}");
        }
    }

    /// <summary>What is wrong with a definition whatever other experiments there are; an empty book refuses what no book would take.</summary>
    private static string? Fault(ExperimentDefinition next, CollectedExperiments all) =>
        ExperimentCheck.IdFault(next.Experiment.Id) ?? new ExperimentBook().Define(next) ?? NodeFault(next)
        ?? SegmentFault(next.Experiment, all.SegmentCount);

    /// <summary>What a definition may say and a node cannot do.</summary>
    private static string? NodeFault(ExperimentDefinition definition)
    {
        var experiment = definition.Experiment;
        return experiment.Arms.Count > ArmsMax ? $"{experiment.Id} has {experiment.Arms.Count} arms; {ArmsMax} are the most."
            : experiment.Arms.FirstOrDefault(arm => arm.Name.Length is 0 or > ArmNameCharsMax) is { } named
                ? $"{experiment.Id} has an arm whose name has {named.Name.Length} characters; it stands in each answer, write 1 to {ArmNameCharsMax}."
            : definition.Plan.Surface == Surface.Search && experiment.Arms.FirstOrDefault(arm => arm.Settings?.ChangesRecommendations() == true) is { } ranked
                ? $"arm {ranked.Name} changes recommendations, and plan.surface is search: set search_rules, search_personal, search_clicks or search_ranker, or take surface out."
            : definition.Plan.Surface == Surface.Recommendations && experiment.Arms.FirstOrDefault(arm => arm.Settings?.ChangesSearch() == true) is { } found
                ? $"arm {found.Name} changes search, and plan.surface is recommendations: set it to search."
            : definition.Plan.Exposure != ExposureRule.Seen
                ? "plan.exposure is served; nodes know that a list was seen by events that name it. Take exposure out."
            : null;
    }

    /// <summary>Every model that an arm names is loaded and tried at this node, before anything is written.</summary>
    private async Task TryModelsAsync(ExperimentDefinition next, CollectedExperiments all, CancellationToken cancel)
    {
        var models = context.RequireNode().Models;
        if (ExperimentModels.Fault(next, all.Running, models.Current.Version) is { } many)
        {
            throw ProblemException.Field("definition", many);
        }

        foreach (var arm in next.IsRunning ? next.Experiment.Arms.Where(arm => arm.Model is not null) : [])
        {
            if (await models.TryAsync(arm.Model!, cancel) is { } problem)
            {
                throw ProblemException.Field("definition", $"arm {arm.Name} names model {arm.Model}: {problem}");
            }
        }
    }

    private static string? SegmentFault(Experiment experiment, int? known) => experiment.Segments is not { Count: > 0 } wanted ? null
        : known is not { } count ? "segment is given, and there are no segments yet; 'segments refresh' makes them."
        : wanted.Max() >= count ? $"segment is [{string.Join(", ", wanted)}]; there are {count} segments, 0 to {count - 1}." : null;

    private Task<ExperimentChangeAnswer> WriteAsync(string kind, ExperimentDefinition next, CollectedExperiments all, HttpContext http)
    {
        var newest = all.NewestOf(next.Experiment.Id);
        if (newest is not null && next.Experiment.Version <= newest.Experiment.Version)
        {
            throw Refused($"version is {next.Experiment.Version}; {next.Experiment.Id} has version {newest.Experiment.Version} already. "
                + "Leave version out, and the next one is taken.");
        }

        return all.FaultOf(next) is { } fault ? throw Refused(fault) : WriteAsync(kind, next, ExperimentJson.Write(next), http);
    }

    private async Task<ExperimentChangeAnswer> WriteAsync(string kind, ExperimentDefinition next, string definition, HttpContext http)
    {
        var (id, version) = (next.Experiment.Id, next.Experiment.Version);
        var made = await context.CompleteAsync(http, kind, ExperimentStop.ArgumentsOf(next, definition));
        return new ExperimentChangeAnswer(
            id, version, kind == RequestKinds.StartExperiment && next.IsRunning, [.. PartitionSteps.OffsetsOf(made).Keys]);
    }

    private static ProblemException Refused(string why) =>
        new(StatusCodes.Status409Conflict, "The experiment is refused, everything goes on as before", why);
}
