// SPDX-License-Identifier: GPL-3.0-only
package io.bms.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bms.sqlite.DataFolder;
import io.bms.sqlite.Database;
import io.bms.sqlite.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.servlet.Servlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.http.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Flows as drafts. A save names the revision that it is based on, so that two people saving get told. */
@Component(service = Servlet.class, immediate = true)
@HttpWhiteboardServletName("io.bms.admin.ProjectsServlet")
@HttpWhiteboardServletPattern({"/api/projects", "/api/projects/*"})
public final class ProjectsServlet extends JsonServlet {
    private static final long serialVersionUID = 1L;
    private static final int MAX_NAME = 100;
    private static final int MAX_PROJECTS = 200;

    private final transient Gate gate;
    private final transient Database database;

    @Activate
    public ProjectsServlet(BundleContext context, @Reference Gate gate) {
        this(gate, DataFolder.of(context));
    }

    ProjectsServlet(Gate gate, Path data) {
        this.gate = gate;
        this.database = Database.open(data.resolve("designer.db"), Durability.FULL, ProjectTable.SCHEMA);
    }

    @Deactivate
    void close() {
        database.close();
    }

    @Override
    Answer answer(HttpServletRequest request, HttpServletResponse response) throws ApiException, IOException {
        gate.admit(request);
        Optional<String> id = rest(request);
        if (id.isEmpty()) {
            return switch (request.getMethod()) {
                case "GET", "HEAD" -> list();
                case "POST" -> create(body(request));
                default -> throw methodNotAllowed(request, response, "GET, POST");
            };
        }
        return switch (request.getMethod()) {
            case "GET", "HEAD" -> answer(200, find(id.get()));
            case "PUT" -> save(id.get(), body(request));
            case "DELETE" -> delete(id.get());
            default -> throw methodNotAllowed(request, response, "GET, PUT, DELETE");
        };
    }

    private Answer list() {
        ObjectNode json = Json.object();
        ArrayNode projects = json.putArray("projects");
        database.read(ProjectTable::list).forEach(project -> projects.add(summary(project)));
        return Answer.of(json);
    }

    private Answer create(ObjectNode body) throws ApiException, IOException {
        Project project = new Project(UUID.randomUUID().toString(), name(body), 1, flow(body));
        boolean created = database.transact(connection -> {
            List<Project> present = ProjectTable.list(connection);
            return present.size() < MAX_PROJECTS && ProjectTable.insert(connection, project) == 1;
        });
        if (!created) {
            throw new ApiException(
                    409, "Too many projects", "There are " + MAX_PROJECTS + " projects already; delete one.");
        }
        return answer(201, project);
    }

    private Answer save(String id, ObjectNode body) throws ApiException, IOException {
        if (!body.path("revision").isIntegralNumber()) {
            throw ApiException.badRequest("'revision' is missing; send the one that your change is based on.");
        }
        long base = body.get("revision").longValue();
        Project next = new Project(id, name(body), base + 1, flow(body));
        if (database.transact(connection -> ProjectTable.update(connection, next)) == 0) {
            throw new ApiException(
                    409,
                    "Conflict",
                    "The project is at revision " + find(id).revision() + ", not " + base
                            + ": somebody saved it meanwhile. Load it, repeat your change on it, and save again.");
        }
        return answer(200, next);
    }

    private Answer delete(String id) throws ApiException {
        if (database.transact(connection -> ProjectTable.delete(connection, id)) == 0) {
            throw missing(id);
        }
        return Answer.NOTHING;
    }

    private Project find(String id) throws ApiException {
        return database.read(connection -> ProjectTable.find(connection, id)).orElseThrow(() -> missing(id));
    }

    private static ApiException missing(String id) {
        return ApiException.notFound("There is no project " + id + "; GET /api/projects lists those that there are.");
    }

    private static String name(ObjectNode body) throws ApiException {
        String name = Json.text(body, "name").strip();
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw ApiException.badRequest("'name' has " + name.length() + " characters; use 1 to " + MAX_NAME + ".");
        }
        return name;
    }

    private static String flow(ObjectNode body) throws ApiException {
        if (body.get("flow") instanceof ObjectNode flow) {
            return flow.toString();
        }
        throw ApiException.badRequest("'flow' is missing or not an object; send {\"nodes\": [], \"edges\": []}.");
    }

    private static Answer answer(int status, Project project) throws IOException {
        return new Answer(status, Optional.of(summary(project).set("flow", Json.parse(project.flow()))));
    }

    private static ObjectNode summary(Project project) {
        return Json.object().put("id", project.id()).put("name", project.name()).put("revision", project.revision());
    }
}
