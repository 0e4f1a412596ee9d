using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace StreamReco.StreamHost.Tests.Http;

/// <summary>Requests that the server refuses before any middleware sees them.</summary>
public sealed class RefusedRequestTests
{
    [Theory]
    [InlineData("GET /v1/recommendations/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "without %00")]
    [InlineData("GET /v1/items/a b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "Invalid request line.")]
    [InlineData("GET /health/live HTTP/1.1\r\n\r\n", 400, "Host")]
    [InlineData("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400, "content length")]
    public async Task A_request_that_cannot_be_read_is_answered_by_a_problem_that_says_why(string request, int status, string why)
    {
        await using var scene = await HttpScene.ListenAsync();

        var (head, body) = await SendAsync(scene, request);

        head[0].ShouldBe($"HTTP/1.1 {status} Bad Request");
        head.ShouldContain("Content-Type: application/problem+json");
        head.ShouldContain("Connection: close");
        var problem = JsonDocument.Parse(body).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldBe("The request is not right");
        problem.GetProperty("detail").GetString()!.ShouldContain(why);
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_refused_by_a_problem_with_their_own_status()
    {
        await using var scene = await HttpScene.ListenAsync();

        var (head, body) = await SendAsync(
            scene, $"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('x', 40_000)}\r\n\r\n");

        head[0].ShouldBe("HTTP/1.1 431 Request Header Fields Too Large");
        JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32().ShouldBe(431);
    }

    [Fact]
    public async Task A_refusal_after_an_answer_on_the_same_connection_comes_after_the_whole_answer()
    {
        await using var scene = await HttpScene.ListenAsync();

        var (head, body) = await SendAsync(
            scene,
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");

        head[0].ShouldBe("HTTP/1.1 200 OK");
        body.Split("HTTP/1.1 ").Length.ShouldBe(2, body);
        body.ShouldContain("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json");
    }

    [Fact]
    public async Task After_refused_requests_others_are_answered_as_before()
    {
        await using var scene = await HttpScene.ListenAsync();
        for (var i = 0; i < 20; i++)
        {
            await SendAsync(scene, "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        using var answer = await scene.Client.GetAsync("/health/live");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>Sends bytes as they are and reads until the server closes the connection.</summary>
    private static async Task<(string[] Head, string Body)> SendAsync(HttpScene scene, string request)
    {
        using var client = new TcpClient("127.0.0.1", scene.Client.BaseAddress!.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        end.ShouldBeGreaterThan(0, text);
        return (text[..end].Split("\r\n"), text[(end + 4)..]);
    }
}
