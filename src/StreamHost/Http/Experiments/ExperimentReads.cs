using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using StreamReco.StreamHost.Cluster.Experiments;
using StreamReco.StreamHost.Http.Common;

namespace StreamReco.StreamHost.Http.Experiments;

/// <summary><c>GET /v1/experiments</c> and what is below it: what the log defines, and what it says so far.</summary>
internal sealed class ExperimentReads(ExperimentCollector collector)
{
    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("/experiments", (Delegate)ListAsync).WithTags("experiments").WithName("Experiments")
            .WithSummary("The experiments that the log defines.");
        group.MapGet("/experiments/{name}", ShowAsync).WithTags("experiments").WithName("Experiment")
            .WithSummary("One experiment.").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/experiments/{name}/report", ReportAsync).WithTags("experiments").WithName("ExperimentReport")
            .WithSummary("What an experiment says so far: users, lift and interval of each arm, and a verdict.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/experiments/{name}/sums", SumsAsync).WithTags("experiments").WithName("ExperimentSums")
            .WithSummary("The sums that its figures are made of, by partition, with the offset where they stand.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<Ok<IReadOnlyList<ExperimentAnswer>>> ListAsync(HttpContext http)
    {
        var all = await collector.CollectAsync(null, http.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<ExperimentAnswer>>([.. all.Ids.Select(id => ExperimentAnswer.Of(all.NewestOf(id)!, all))]);
    }

    private async Task<Ok<ExperimentAnswer>> ShowAsync(string name, CancellationToken cancel)
    {
        var all = await collector.CollectAsync(null, cancel);
        return TypedResults.Ok(ExperimentAnswer.Of(all.NewestOf(name) ?? throw Unknown(name, all), all));
    }

    private async Task<Ok<ExperimentReportAnswer>> ReportAsync(string name, CancellationToken cancel)
    {
        var all = await collector.CollectAsync(name, cancel, withDays: true);
        return TypedResults.Ok(
            all.VersionsOf(name) is { Count: > 0 } versions ? ExperimentReportAnswer.Of(versions, all) : throw Unknown(name, all));
    }

    private async Task<Ok<ExperimentSumsAnswer>> SumsAsync(string name, CancellationToken cancel)
    {
        var all = await collector.CollectAsync(name, cancel);
        return TypedResults.Ok(all.VersionsOf(name).Count > 0 ? ExperimentSumsAnswer.Of(name, all) : throw Unknown(name, all));
    }

    /// <summary>There is no such experiment, as far as the partitions that answer know.</summary>
    public static ProblemException Unknown(string name, CollectedExperiments all) => ProblemException.NotFound(
        $"There is no experiment '{name}'; there {(all.Ids.Count == 0 ? "is none" : $"are {string.Join(", ", all.Ids)}")}"
        + (all.Missing.Count > 0 ? $". {all.Missing.Count} of {all.Missing.Count + all.Answered.Count} partitions do not answer." : "."));
}
