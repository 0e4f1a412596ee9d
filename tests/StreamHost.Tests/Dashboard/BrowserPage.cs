using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace StreamReco.StreamHost.Tests.Dashboard;

/// <summary>A page of a <see cref="Chromium"/>: what it asked for, what it complained of, and its script.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    /// <summary>The browser takes no null for a parameter that is left out.</summary>
    private static readonly JsonSerializerOptions _json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Task _reading = Task.CompletedTask;
    private string? _session;
    private int _lastId;

    /// <summary>Addresses of all requests of the page.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Errors of its console and exceptions of its scripts.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public static async Task<BrowserPage> OpenAsync(Uri browser, string url)
    {
        var page = new BrowserPage();
        await page._socket.ConnectAsync(browser, CancellationToken.None).WaitAsync(_patience);
        page._reading = page.ReadAllAsync();
        var target = await page.SendAsync("Target.createTarget", new { url = "about:blank" });
        var attached = await page.SendAsync(
            "Target.attachToTarget", new { targetId = target["targetId"]!.GetValue<string>(), flatten = true });
        page._session = attached["sessionId"]!.GetValue<string>();
        foreach (var domain in (string[])["Network", "Page", "Runtime", "Log"])
        {
            await page.SendAsync($"{domain}.enable", new { });
        }

        await page.SendAsync("Emulation.setFocusEmulationEnabled", new { enabled = true });
        await page.SendAsync("Page.bringToFront", new { });
        await page.SendAsync("Page.navigate", new { url });
        return page;
    }

    /// <summary>Loads an address anew, on a screen of a desk, even where it differs from the last one only behind the number sign.</summary>
    public async Task LoadAsync(string url)
    {
        await SendAsync("Page.navigate", new { url = "about:blank" });
        await UntilAsync("location.href === 'about:blank'");
        Requests.Clear();
        Errors.Clear();
        await ResizeAsync(1280, 900);
        await SendAsync("Page.navigate", new { url });
        await UntilAsync("location.href !== 'about:blank' && document.readyState === 'complete'");
    }

    /// <summary>The value of a JavaScript expression, awaited where it is a promise.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync(
            "Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true, userGesture = true });
        return answer["exceptionDetails"] is { } fault
            ? throw new InvalidOperationException($"{expression}: {fault["exception"]?["description"] ?? fault["text"]}")
            : answer["result"]?["value"];
    }

    /// <summary>Waits inside the page until an expression is truthy.</summary>
    /// <returns>Its value.</returns>
    public async Task<JsonNode?> UntilAsync(string expression)
    {
        var script = $$"""
            new Promise((done) => {
              const until = performance.now() + {{_patience.TotalMilliseconds}};
              const look = () => {
                let value;
                try { value = {{expression}}; } catch { value = null; }
                if (value || performance.now() > until) done(value || '');
                else setTimeout(look, 50);
              };
              look();
            })
            """;
        var value = await EvaluateAsync(script);
        if (value is null || value.ToJsonString() is "\"\"" or "false" or "null")
        {
            var text = await EvaluateAsync("document.body.innerText.slice(0, 1500)");
            throw new TimeoutException($"Not within {_patience.TotalSeconds} s: {expression}\n{text}\n{string.Join('\n', Errors)}");
        }

        return value;
    }

    /// <summary>Presses and releases a key, as on a keyboard.</summary>
    /// <param name="key">Its name, for instance <c>Tab</c> or <c>Enter</c>.</param>
    /// <param name="code">Its virtual key code.</param>
    /// <param name="text">What it types, or null.</param>
    public async Task PressAsync(string key, int code, string? text = null)
    {
        await SendAsync("Input.dispatchKeyEvent", new { type = text is null ? "rawKeyDown" : "keyDown", key, code = key, windowsVirtualKeyCode = code, text });
        await SendAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    /// <summary>Types into what has the focus.</summary>
    public Task TypeAsync(string text) => SendAsync("Input.insertText", new { text });

    /// <summary>Gives the page the screen of a phone or of a desk.</summary>
    public Task ResizeAsync(int width, int height) =>
        SendAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = false });

    /// <summary>Clicks the first element of a selector.</summary>
    public Task ClickAsync(string selector) => EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).click()");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _stop.Dispose();
        _writing.Dispose();
    }

    private async Task<JsonNode> SendAsync(string method, object parameters)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _asked[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = JsonSerializer.SerializeToNode(new { id, method, @params = parameters }, _json)!;
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _writing.WaitAsync();
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(message);
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(_patience + _patience);
    }

    private async Task ReadAllAsync()
    {
        var buffer = new byte[1 << 16];
        using var message = new MemoryStream();
        while (!_stop.IsCancellationRequested)
        {
            var received = await _socket.ReceiveAsync(buffer, _stop.Token);
            message.Write(buffer, 0, received.Count);
            if (received.EndOfMessage)
            {
                Take(JsonNode.Parse(message.ToArray())!);
                message.SetLength(0);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } id && _asked.TryRemove(id, out var asked))
        {
            asked.SetResult(message["result"] ?? message);
            return;
        }

        var told = message["params"];
        switch (message["method"]?.GetValue<string>())
        {
            case "Network.requestWillBeSent":
                Requests.Enqueue(told!["request"]!["url"]!.GetValue<string>());
                break;
            case "Runtime.exceptionThrown":
                Errors.Enqueue(told!["exceptionDetails"]!.ToJsonString());
                break;
            case "Log.entryAdded" when told!["entry"]!["level"]!.GetValue<string>() == "error":
                Errors.Enqueue($"{told["entry"]!["text"]} {told["entry"]!["url"]}");
                break;
            default:
                break;
        }
    }
}
