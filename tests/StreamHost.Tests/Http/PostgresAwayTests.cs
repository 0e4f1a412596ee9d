using System.Text.Json;
using StreamReco.StreamHost.Terminal;
using StreamReco.StreamHost.Tests.Cli;
using StreamReco.StreamHost.Tests.Sql;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>The server of the state goes away and comes back.</summary>
[Collection("postgres")]
public sealed class PostgresAwayTests(PostgresServer postgres)
{
    [OwnPostgresFact]
    public async Task A_server_that_is_away_is_named_by_health_and_status_and_clicks_wait_until_it_is_back()
    {
        var schema = await postgres.CreateSchemaAsync();
        await using var scene = await HttpScene.StartAsync(options =>
        {
            options.State.Connection = schema;
            options.Pipeline.Snapshot.EveryMs = 200;
        });
        await scene.UntilAsync("ready", "/health/ready", IsReady);
        await scene.ClickAsync(("u1", "i1"));
        string[] ask = ["cluster", "status", "--node", scene.Http.Url];

        await postgres.StopAsync(atOnce: true);
        JsonElement away;
        CommandLineRun status;
        try
        {
            away = await scene.UntilAsync("the database is named", "/health/ready", answer => Missing(answer).ContainsKey("database"));
            status = await CommandLineRun.OfAsync(ask);
        }
        finally
        {
            await postgres.StartAsync();
        }

        await scene.UntilAsync("ready again", "/health/ready", IsReady);
        await scene.ClickAsync(("u1", "i2"), ("u2", "i3"));
        var well = await CommandLineRun.OfAsync(ask);

        Missing(away)["database"].ShouldStartWith("The state database is away");
        status.ExitCode.ShouldBe(ExitCode.Failure);
        status.Output.ShouldContain("NOT WELL");
        status.Output.ShouldContain("problem     ");
        status.Output.ShouldContain("state database");
        well.ExitCode.ShouldBe(ExitCode.Ok, well.Output + well.Error);
        well.Output.ShouldNotContain("problem");
    }

    private static bool IsReady(JsonElement answer) => answer.GetProperty("status").GetString() == "ready";

    /// <summary>The conditions that do not hold, with what is missing.</summary>
    private static Dictionary<string, string> Missing(JsonElement answer) =>
        answer.GetProperty("checks").EnumerateArray().Where(one => !one.GetProperty("ok").GetBoolean())
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("detail").GetString()!);
}
