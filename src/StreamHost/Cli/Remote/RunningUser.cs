using System.Text.Json;
using Spectre.Console;

namespace StreamReco.StreamHost.Cli.Remote;

/// <summary>A user for people, as a running node tells of it: profile, history, last answers and why.</summary>
internal static class RunningUser
{
    private const int HistoryRows = 15;
    private const int AnswerRows = 5;
    private const int ItemsShown = 3;

    public static void Write(JsonElement user, IAnsiConsole console)
    {
        var state = user.GetProperty("state");
        console.WriteLine($"user      {state.GetProperty("user_id").GetString()}");
        console.WriteLine($"shard     partition {user.GetProperty("partition")} at {user.GetProperty("node").GetString()}");
        console.WriteLine(
            $"events    {state.GetProperty("applied")} applied ({string.Join(", ", state.GetProperty("events").EnumerateObject()
                .Select(type => $"{type.Name} {type.Value}"))})");
        console.WriteLine(
            $"seen      {Moment(state.GetProperty("first_event_ms"))} to {Moment(state.GetProperty("last_event_ms"))}");
        console.WriteLine($"interests {Interests(state.GetProperty("interests"))}");
        console.WriteLine($"vector    {Vector(state.GetProperty("vector_summary"))}");
        if (state.TryGetProperty("segment", out var segment))
        {
            console.WriteLine($"segment   {segment}");
        }

        WriteHistory(state.GetProperty("recent"), console);
        WriteAnswers(user.GetProperty("last_answers"), console);
    }

    private static string Vector(JsonElement vector) => vector.ValueKind == JsonValueKind.Null ? "none yet"
        : $"{vector.GetProperty("dimensions")} dimensions, length {vector.GetProperty("norm").GetSingle():0.000}";

    private static string Interests(JsonElement interests) => interests.GetArrayLength() == 0 ? "none"
        : string.Join(", ", interests.EnumerateArray()
            .Select(tag => $"{tag.GetProperty("tag").GetString()} {tag.GetProperty("weight").GetSingle():0.0}"));

    private static void WriteHistory(JsonElement recent, IAnsiConsole console)
    {
        console.WriteLine();
        if (recent.GetArrayLength() == 0)
        {
            console.WriteLine("history   none");
            return;
        }

        var table = Cells.Table("history", "event", "item");
        foreach (var click in recent.EnumerateArray().Reverse().Take(HistoryRows))
        {
            table.AddRow(
                Moment(click.GetProperty("time_ms")), Cells.Text(click.GetProperty("event_type").GetString()),
                Cells.Text(click.GetProperty("item_id").GetString()));
        }

        console.Write(table);
    }

    private static void WriteAnswers(JsonElement answers, IAnsiConsole console)
    {
        console.WriteLine();
        if (answers.GetArrayLength() == 0)
        {
            console.WriteLine("answers   none is kept");
            return;
        }

        var table = Cells.Table("answer", "as of", "model", "item", ">score", "why");
        foreach (var answer in answers.EnumerateArray().Take(AnswerRows))
        {
            foreach (var (i, item) in answer.GetProperty("items").EnumerateArray().Take(ItemsShown).Index())
            {
                var reason = item.GetProperty("reason");
                var because = string.Join(", ", reason.GetProperty("because_of").EnumerateArray().Select(id => id.GetString()));
                table.AddRow(
                    i == 0 ? Cells.Text(answer.GetProperty("recommendation_id").GetString()) : "",
                    i == 0 ? Cells.Text(answer.GetProperty("as_of").GetString()) : "",
                    i == 0 ? Cells.Text(answer.GetProperty("model").GetProperty("version").GetString()) : "",
                    Cells.Text(item.GetProperty("item_id").GetString()), $"{item.GetProperty("score").GetSingle():0.000}",
                    Cells.Text($"{reason.GetProperty("kind").GetString()} {because}".Trim()));
            }
        }

        console.Write(table);
    }

    private static string Moment(JsonElement ms) => Cells.Time(DateTimeOffset.FromUnixTimeMilliseconds(ms.GetInt64()));
}
