import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * 调用 discretion 服务的样例：只用 Java 17 自带的 java.net.http，没有别的依赖。
 *
 * <p>一个客户端供所有线程共用；返回的是 JSON 文本，请用办案系统自己的 JSON 库解析。
 */
public final class DiscretionClient {
    /** 服务不受理：说明什么不对、在哪里、怎样改正（application/problem+json）。 */
    public static final class Refused extends IOException {
        public final int status;

        Refused(int status, String problem) {
            super(problem);
            this.status = status;
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String host;
    private final int port;
    private final String token;

    /** 服务的地址；服务只监听本机时 token 可以为 null。 */
    public DiscretionClient(String host, int port, String token) {
        this.host = host;
        this.port = port;
        this.token = token;
    }

    /** 认定一个案件（JSON），返回认定结果（JSON）。 */
    public String determine(String caseJson) throws IOException, InterruptedException {
        return post("/v1/determine", "view=brief", "application/json", caseJson);
    }

    /** 核查一个案件的处罚，返回结论、要点和可比案例。 */
    public String check(String caseJson) throws IOException, InterruptedException {
        return post("/v1/check", "view=brief", "application/json", caseJson);
    }

    /** 逐行核查许多案件：一行一个结果，末行为合计。结果边算边到，用完请关闭。 */
    public Stream<String> checkAll(List<String> cases) throws IOException, InterruptedException {
        var body = HttpRequest.BodyPublishers.ofString(String.join("\n", cases));
        var request = request("/v1/check:batch", "", "application/x-ndjson", body);
        var answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new Refused(answer.statusCode(), String.join("\n", answer.body().toList()));
        }
        return answer.body();
    }

    /** 最相似的 k 件过往案件。 */
    public String similar(String caseJson, int k) throws IOException, InterruptedException {
        return post("/v1/similar", "k=" + k, "application/json", caseJson);
    }

    /** 把已决定的案件导入案例库，返回新增、更新、拒收的件数。 */
    public String ingest(List<String> cases) throws IOException, InterruptedException {
        return post("/v1/ingest", "", "application/x-ndjson", String.join("\n", cases));
    }

    /** 送入办案事件，返回发出和解除的提示、预警，一行一个；没有收到回答的，原样再送即可。 */
    public String events(List<String> events) throws IOException, InterruptedException {
        return post("/v1/events", "", "application/x-ndjson", String.join("\n", events));
    }

    /** 现在成立的全部提示和预警。 */
    public String reminders() throws IOException, InterruptedException {
        return answer(request("/v1/reminders", "").GET().build());
    }

    /** 核查一个案件并追加到决定记录，返回序号和散列，请在办案系统里留存。 */
    public String record(String caseJson) throws IOException, InterruptedException {
        return post("/v1/record", "", "application/json", caseJson);
    }

    private String post(String path, String query, String type, String json)
            throws IOException, InterruptedException {
        return answer(request(path, query, type, HttpRequest.BodyPublishers.ofString(json)));
    }

    private String answer(HttpRequest request) throws IOException, InterruptedException {
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new Refused(answer.statusCode(), answer.body());
        }
        return answer.body();
    }

    private HttpRequest request(
            String path, String query, String type, HttpRequest.BodyPublisher body) {
        return request(path, query).header("Content-Type", type).POST(body).build();
    }

    private HttpRequest.Builder request(String path, String query) {
        var where = "http:" + "//" + host + ":" + port + path + (query.isEmpty() ? "" : "?" + query);
        var made = HttpRequest.newBuilder(URI.create(where)).timeout(Duration.ofSeconds(30));
        if (token != null) {
            made.header("Authorization", "Bearer " + token);
        }
        return made;
    }

    /** java DiscretionClient.java 主机 端口 案件文件 */
    public static void main(String[] arguments) throws Exception {
        var client =
                new DiscretionClient(
                        arguments[0], Integer.parseInt(arguments[1]), System.getenv("TOKEN"));
        var caseJson = Files.readString(Path.of(arguments[2])).replace("\n", " ");
        System.out.println(client.determine(caseJson));
        System.out.println(client.check(caseJson));
        System.out.println(client.similar(caseJson, 2));
        var opened =
                "{\"kind\": \"opened\", \"id\": \"1\", \"case\": \"例1\", \"on\": \"2026-03-03\","
                        + " \"record\": {\"id\": \"例1\", \"party\": {\"kind\": \"unit\"}}}";
        System.out.println(client.events(List.of(opened)));
        System.out.println(client.reminders());
        System.out.println(client.record(caseJson));
        try (var lines = client.checkAll(List.of(caseJson, "{}", caseJson))) {
            lines.forEach(System.out::println);
        }
        try {
            client.check("{\"id\": \"x\"}");
        } catch (Refused refused) {
            System.out.println(refused.status + " " + refused.getMessage());
        }
        try {
            System.out.println(client.ingest(List.of(caseJson)));
        } catch (Refused refused) { // 例如随附的示例案例库不能导入
            System.out.println(refused.status + " " + refused.getMessage());
        }
    }
}
